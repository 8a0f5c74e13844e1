package io.taskflow.benchmarks.raw;

import io.taskflow.benchmarks.peer.Peer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts the two processes of the raw limit. */
public final class Raw {

  private Raw() {}

  /**
   * The process that sends requests and stores replies.
   *
   * @param broker its AMQP address
   * @param jdbcUrl of the database, user and password included
   * @param queueType {@code quorum} or {@code classic}
   */
  public static Peer engine(
      Path directory, String broker, String jdbcUrl, String queueType, int heapMegabytes) {
    return Peer.start(
        "raw-engine",
        directory,
        heapMegabytes,
        RawEngine.class,
        List.of(queueType),
        Map.of(RawNames.BROKER, broker, RawNames.DATABASE, jdbcUrl));
  }

  /**
   * A process that answers requests; the engine must have been started.
   *
   * @param prefetch how many requests it may have in hand
   */
  public static Peer worker(Path directory, String broker, int prefetch, int heapMegabytes) {
    return Peer.start(
        "raw-worker",
        directory,
        heapMegabytes,
        RawWorker.class,
        List.of(Integer.toString(prefetch)),
        Map.of(RawNames.BROKER, broker));
  }
}

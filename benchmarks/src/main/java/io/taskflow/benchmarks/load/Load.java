package io.taskflow.benchmarks.load;

import io.taskflow.benchmarks.peer.Peer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts processes of engines and workers. */
public final class Load {

  private Load() {}

  /**
   * An engine, which is ready to take flows when this returns.
   *
   * @param name of it and its log
   * @param jdbcUrl of the database, user and password included
   * @param listens whether it can be asked what it heard of flows
   */
  public static Peer engine(
      String name,
      Path directory,
      String broker,
      String jdbcUrl,
      String queueType,
      boolean listens,
      int heapMegabytes) {
    return Peer.start(
        name,
        directory,
        heapMegabytes,
        LoadEngine.class,
        List.of(name, queueType, Boolean.toString(listens)),
        Map.of(LoadNames.BROKER, broker, LoadNames.DATABASE, jdbcUrl));
  }

  /**
   * A worker.
   *
   * @param prefetch 0 for the default
   */
  public static Peer worker(
      String name,
      Path directory,
      String broker,
      String queueType,
      int slots,
      int prefetch,
      int heapMegabytes) {
    return Peer.start(
        name,
        directory,
        heapMegabytes,
        LoadWorker.class,
        List.of(name, queueType, Integer.toString(slots), Integer.toString(prefetch)),
        Map.of(LoadNames.BROKER, broker));
  }
}

package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets flows that ended long ago, a few at a time, on a thread of its own. Of several engines
 * the one does it that owns partition 0.
 */
final class Retention implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** Most flows of one transaction: those that wait for it wait for milliseconds. */
  static final int BATCH = 200;

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final EngineContext context;
  private final Partitions partitions;
  private final Duration keep;
  private final ScheduledExecutorService thread;

  /**
   * @param keep how long after its end a flow is kept
   */
  Retention(EngineContext context, Partitions partitions, Duration keep) {
    this.context = context;
    this.partitions = partitions;
    this.keep = keep;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("retention").daemon().factory());
  }

  void start() {
    long millis = EVERY.toMillis();
    thread.scheduleWithFixedDelay(this::forget, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Must not throw: it would not be called again. */
  private void forget() {
    try {
      int forgotten = BATCH;
      while (forgotten == BATCH && partitions.recovered().containsKey(0) && !thread.isShutdown()) {
        Instant endedBefore = context.now().minus(keep);
        forgotten = context.journal().forget(endedBefore, BATCH);
        context.metrics().flowsForgotten(forgotten);
      }
    } catch (JournalUnavailableException e) {
      LOG.warn("could not forget flows that ended long ago, trying again: {}", e.getMessage());
    } catch (RuntimeException e) {
      if (!thread.isShutdown()) {
        LOG.error("could not forget flows that ended long ago, trying again", e);
      }
    }
  }

  /** Waits for the batch in hand, for a while: the journal may be closed after this. */
  @Override
  public void close() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
      thread.shutdownNow();
    }
  }
}

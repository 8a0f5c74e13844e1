package io.taskflow.examples.progress;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Shows a tracker's progress as long as it is open, on a thread of its own. */
public final class LiveProgress implements AutoCloseable {

  private static final int INTERVAL_MILLIS = 100;

  private final FlowTracker tracker;
  private final ProgressView view;
  private final ScheduledExecutorService display =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("progress").daemon().factory());
  private final ScheduledFuture<?> ticks;

  private LiveProgress(FlowTracker tracker, ProgressView view) {
    this.tracker = tracker;
    this.view = view;
    this.ticks =
        display.scheduleAtFixedRate(
            () -> view.show(tracker.progress()), 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Begins to show. */
  public static LiveProgress show(FlowTracker tracker, ProgressView view) {
    return new LiveProgress(tracker, view);
  }

  /** Shows the last state and ends. */
  @Override
  public void close() {
    ticks.cancel(false);
    display.execute(() -> view.finish(tracker.progress()));
    display.shutdown();
    try {
      if (!display.awaitTermination(1, TimeUnit.SECONDS)) {
        display.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

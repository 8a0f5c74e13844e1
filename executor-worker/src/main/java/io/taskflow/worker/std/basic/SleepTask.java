package io.taskflow.worker.std.basic;

import io.taskflow.protocol.Durations;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits. */
public final class SleepTask implements StandardTask {

  private static final Parameter<Duration> FOR = Parameter.duration("for", "how long").required();

  /** How often it says how far it is. */
  private static final int STEPS = 20;

  @Override
  public Manual manual() {
    return new Manual(
        "std.sleep",
        "Waits, and holds a slot of its worker meanwhile; `delay` of a task waits without one.",
        List.of(FOR),
        "how long it waited, as a text",
        "nothing to undo",
        "waits from the beginning");
  }

  @Override
  public Object execute(TaskContext context) throws InterruptedException {
    Duration time = FOR.of(context);
    CountDownLatch never = new CountDownLatch(1);
    for (int step = 0; step < STEPS; step++) {
      context.progress(step / (double) STEPS);
      boolean woken = never.await(time.toNanos() / STEPS, TimeUnit.NANOSECONDS);
      if (woken) {
        throw new IllegalStateException("nobody wakes it");
      }
    }
    return Durations.format(time);
  }
}

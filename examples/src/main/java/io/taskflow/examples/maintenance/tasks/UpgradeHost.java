package io.taskflow.examples.maintenance.tasks;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Installs another version on a host, which takes its time; reverting installs the former one. */
final class UpgradeHost implements Task {

  private static final int STEPS = 10;

  private final OpenFleets fleets;

  UpgradeHost(OpenFleets fleets) {
    this.fleets = fleets;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    long stepMillis = context.argument("upgradeMillis", Long.class) / STEPS;
    CountDownLatch never = new CountDownLatch(1);
    for (int step = 1; step <= STEPS; step++) {
      // The simulated installer: ends early only by an interrupt.
      never.await(stepMillis, TimeUnit.MILLISECONDS);
      context.progress((double) step / STEPS);
    }
    fleets.of(context).upgrade(OpenFleets.host(context), context.argument("version", String.class));
    return null;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    fleets
        .of(context)
        .downgrade(OpenFleets.host(context), context.argument("version", String.class));
    return null;
  }
}

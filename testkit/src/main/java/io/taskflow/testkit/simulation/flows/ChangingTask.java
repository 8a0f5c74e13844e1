package io.taskflow.testkit.simulation.flows;

import io.taskflow.testkit.simulation.world.Chance;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task that makes a change in the ledger and undoes it, and fails at times, before or after. */
public final class ChangingTask implements Task {

  private final Ledger ledger;
  private final Chance chance;
  private final double failing;
  private final double revertFailing;

  /**
   * A task.
   *
   * @param failing how likely execute fails, from 0 to 1
   * @param revertFailing how likely revert fails, from 0 to 1
   */
  public ChangingTask(Ledger ledger, Chance chance, double failing, double revertFailing) {
    this.ledger = ledger;
    this.chance = chance;
    this.failing = failing;
    this.revertFailing = revertFailing;
  }

  @Override
  public Object execute(TaskContext context) throws Exception {
    boolean fails = chance.withProbability(failing);
    stopIfInterrupted();
    if (fails && chance.oneIn(2)) {
      throw new IllegalStateException("failed before the change");
    }
    if (chance.oneIn(8)) {
      context.progress(chance.below(100) / 100.0);
    }
    ledger.make(key(context));
    if (fails) {
      throw new IllegalStateException("failed after the change");
    }
    return Map.of("round", context.round(), "attempt", context.attempt());
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    stopIfInterrupted();
    if (chance.withProbability(revertFailing)) {
      throw new IllegalStateException("the change can't be undone");
    }
    ledger.undo(key(context));
    return null;
  }

  private static Ledger.Key key(TaskContext context) {
    return new Ledger.Key(context.flow(), context.task(), context.round());
  }

  private static void stopIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("told to stop");
    }
  }
}

package io.taskflow.testkit.chaos.ledger;

import io.taskflow.testkit.chaos.ledger.LedgerLine.Mark;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Works for a while and notes its effect in the ledger; fails where its arguments say, before the
 * effect or after it. Its result is its name, or a list of numbers if it is asked for one.
 * Thread-safe.
 */
public final class StepTask implements Task {

  /** What workers look it up by. */
  public static final String TYPE = "chaos.step";

  /** Argument: how long to work, in milliseconds; none if it is missing. */
  public static final String MILLIS = "millis";

  /** Argument: the result is a list with the numbers from 0 to below this. */
  public static final String COUNT = "count";

  /** Argument: fails in the rounds up to this one. */
  public static final String FAILING_ROUNDS = "failingRounds";

  /** Argument: fails in the attempts of a round up to this one. */
  public static final String FAILING_ATTEMPTS = "failingAttempts";

  /** Argument: fails if it is for this element of a fan-out. */
  public static final String FAILING_ITEM = "failingItem";

  /** Argument: whether a failure comes after the effect instead of before it. */
  public static final String AFTER_EFFECT = "afterEffect";

  /** Argument: the element of a fan-out. */
  public static final String ITEM = "item";

  private final Ledger ledger;
  private final CountDownLatch never = new CountDownLatch(1);

  /** One that notes what it does there. */
  public StepTask(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Object execute(TaskContext context) throws IOException, InterruptedException {
    boolean failing = isToFail(context);
    boolean afterEffect = context.optional(AFTER_EFFECT, Boolean.class).orElse(false);
    long began = begin(context, false);
    if (failing && !afterEffect) {
      note(context, Mark.FAILED, false, began);
      throw new IllegalStateException("fails before its effect, as it was told to");
    }
    note(context, Mark.EFFECT, false, began);
    if (failing) {
      throw new IllegalStateException("fails after its effect, as it was told to");
    }
    int count = context.optional(COUNT, Integer.class).orElse(0);
    return count == 0 ? context.task() : IntStream.range(0, count).boxed().toList();
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws IOException, InterruptedException {
    note(context, Mark.EFFECT, true, begin(context, true));
    return null;
  }

  private static boolean isToFail(TaskContext context) {
    int item = context.optional(ITEM, Integer.class).orElse(-1);
    return context.round() <= context.optional(FAILING_ROUNDS, Integer.class).orElse(0)
        || context.attempt() <= context.optional(FAILING_ATTEMPTS, Integer.class).orElse(0)
        || item >= 0 && item == context.optional(FAILING_ITEM, Integer.class).orElse(-1);
  }

  private long begin(TaskContext context, boolean revert) throws IOException, InterruptedException {
    long began = System.currentTimeMillis();
    note(context, Mark.BEGUN, revert, began);
    int millis = context.optional(MILLIS, Integer.class).orElse(0);
    if (never.await(revert ? millis / 2 : millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts this latch down");
    }
    return began;
  }

  private void note(TaskContext context, Mark mark, boolean revert, long began) throws IOException {
    ledger.note(
        new LedgerLine(
            mark,
            ProcessHandle.current().pid(),
            context.flow().value(),
            context.task(),
            revert,
            context.round(),
            context.attempt(),
            began,
            System.currentTimeMillis()));
  }
}

package io.taskflow.worker.std.basic;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fails. */
public final class FailTask implements StandardTask {

  private static final Parameter<String> MESSAGE =
      Parameter.text("message", "what the failure says").usually("`it was told to fail`");

  private static final Parameter<Boolean> RETRYABLE =
      Parameter.bool("retryable", "whether another attempt may follow").usually("`true`");

  private static final Parameter<Integer> UNTIL_ATTEMPT =
      Parameter.integer("untilAttempt", "the first attempt of a round that succeeds")
          .usually("none");

  private static final Parameter<Integer> UNTIL_ROUND =
      Parameter.integer("untilRound", "the first round that succeeds: rounds are begun by a retry")
          .usually("none");

  private static final Parameter<Boolean> REVERT_FAILS =
      Parameter.bool("revertFails", "whether revert fails too").usually("`false`");

  @Override
  public Manual manual() {
    return new Manual(
        "std.fail",
        "Fails, always or for a while: for trying out what a flow does then.",
        List.of(MESSAGE, RETRYABLE, UNTIL_ATTEMPT, UNTIL_ROUND, REVERT_FAILS),
        "the message, when it succeeds",
        "nothing to undo; fails if it was told to",
        "fails again, or succeeds, by attempt and round");
  }

  @Override
  public Object execute(TaskContext context) {
    String message = MESSAGE.or(context, "it was told to fail");
    int attempt = UNTIL_ATTEMPT.or(context, Integer.MAX_VALUE);
    int round = UNTIL_ROUND.or(context, Integer.MAX_VALUE);
    if (context.attempt() >= attempt || context.round() >= round) {
      return message;
    }
    throw new TaskFailure(message).retryable(RETRYABLE.or(context, true));
  }

  @Override
  public @Nullable Object revert(RevertContext context) {
    if (REVERT_FAILS.or(context, false)) {
      throw new TaskFailure("it was told to fail at its revert")
          .retryable(RETRYABLE.or(context, true));
    }
    return null;
  }
}

package io.taskflow.worker;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskRequest;
import org.jspecify.annotations.Nullable;

/** What becomes of an attempt that was begun. */
sealed interface Conclusion {

  /** It is answered as succeeded. */
  record Succeeded(Json result) implements Conclusion {}

  /** It is answered as failed. */
  record Failed(Failure failure) implements Conclusion {}

  /** It is not answered: somebody else shall run it. */
  record GiveBack() implements Conclusion {}

  /**
   * Decides from how the code ended and why it was interrupted, if it was. A value that is returned
   * despite a cancellation counts: a revert needs to know what has been made. One that is returned
   * after the time was up doesn't: the limit is a promise.
   */
  static Conclusion of(TaskRequest request, Outcome outcome, @Nullable Interruption interruption) {
    boolean ended = !(outcome instanceof Outcome.StillRunning);
    Failure thrown = outcome instanceof Outcome.Threw threw ? threw.failure() : null;
    if (interruption instanceof Interruption.TimedOut timedOut) {
      return new Failed(Failures.timedOut(request, timedOut.limit(), ended, thrown));
    }
    if (outcome instanceof Outcome.Returned returned) {
      return new Succeeded(returned.result());
    }
    return switch (interruption) {
      case Interruption.Cancelled cancelled ->
          new Failed(Failures.cancelled(request, cancelled.reason(), ended, thrown));
      case Interruption.Stopped stopped ->
          request.onWorkerLoss() == OnWorkerLoss.FAIL
              ? new Failed(Failures.workerStopped(request, ended, thrown))
              : new GiveBack();
      case null, default -> {
        if (thrown == null) {
          throw new IllegalStateException("only interrupted code can still be running");
        }
        yield new Failed(thrown);
      }
    };
  }
}

package io.taskflow.engine.machine;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.Decision.Rejected;
import io.taskflow.engine.machine.Effect.Dispatch;
import io.taskflow.engine.machine.FlowEvent.AttemptInDoubt;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.OnWorkerLoss;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Attempts of which nobody can say that no worker has begun them. What is said of a request, that
 * it came back, that a worker refused it, that it expired, is said of one copy of it; so it tells
 * that nobody has begun the attempt only as long as there was no other one. Therefore whatever
 * publishes a request again notes that first.
 */
final class Doubts {

  private Doubts() {}

  /** Publishes requests once more: those of attempts that are still open, and do not rest. */
  static @Nullable Rejected sendAgain(Step step, List<Dispatch> requests, String reason) {
    return forThoseOut(
        step, requests, (atom, open, request) -> sendAgain(step, atom, open, request, reason));
  }

  /** As {@link #sendAgain}, but what must not run twice has failed: it may have been begun. */
  static @Nullable Rejected vanished(Step step, List<Dispatch> requests, String reason) {
    return forThoseOut(
        step,
        requests,
        (atom, open, request) -> {
          if (step.task(atom).onWorkerLoss() == OnWorkerLoss.FAIL) {
            note(step, atom, open, reason);
            Attempts.cancel(step, atom, open, reason);
            Failure failure = Failure.of(FailureCode.WORKER_LOST, reason);
            Attempts.fail(step, atom, open.action(), "", failure);
          } else {
            sendAgain(step, atom, open, request, reason);
          }
        });
  }

  private interface WithOpen {
    void accept(int atom, OpenAttempt open, Dispatch request);
  }

  private static @Nullable Rejected forThoseOut(
      Step step, List<Dispatch> requests, WithOpen action) {
    for (Dispatch request : requests) {
      int atom = find(step, request.task(), request.token());
      OpenAttempt open = atom < 0 ? null : step.atom(atom).open();
      if (open != null && open.deferral() == null) {
        action.accept(atom, open, request);
      }
    }
    return step.events().isEmpty()
        ? new Rejected(Code.STALE_ATTEMPT, "none of the attempts waits for an answer any more")
        : null;
  }

  private static void sendAgain(
      Step step, int atom, OpenAttempt open, Dispatch request, String reason) {
    note(step, atom, open, reason);
    step.effect(request);
  }

  /** Somebody has published a request once more without being told to. */
  static @Nullable Rejected sentTwice(Step step, String task, AttemptToken token, String reason) {
    int atom = find(step, task, token);
    OpenAttempt open = atom < 0 ? null : step.atom(atom).open();
    if (open == null) {
      return new Rejected(Code.STALE_ATTEMPT, "the attempt is not open any more");
    }
    note(step, atom, open, reason);
    return null;
  }

  /** Nothing was heard of an attempt: a worker may have begun it and be out of reach. */
  static void silence(Step step, int atom, OpenAttempt open) {
    if (!step.atom(atom).begun()) {
      note(step, atom, open, "nothing was heard of it");
    }
  }

  private static void note(Step step, int atom, OpenAttempt open, String reason) {
    step.emit(atom, new AttemptInDoubt(step.now(), step.name(atom), open.token(), reason));
  }

  /** The task that has an attempt with that token open; -1 if it has not. */
  private static int find(Step step, String task, AttemptToken token) {
    OptionalInt atom = step.plan().atom(task);
    OpenAttempt open = atom.isEmpty() ? null : step.atom(atom.getAsInt()).open();
    return open != null && open.child() == null && open.token().equals(token)
        ? atom.getAsInt()
        : -1;
  }
}

package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which effects the events of one entry made due: what of a flow's outstanding effects has to be
 * published again if the entry's effects may not have reached the broker. Pure.
 *
 * @param attempts those that were opened, or whose child was cancelled
 * @param again those that were sent again, though a worker may have begun them
 * @param cancelled whether it was decided to revert and not to wait for what is executed
 * @param rested whether the flow was suspended, or went on after that
 * @param ended whether the flow ended, or another attempt of its parent waits for that
 */
record Due(
    Set<AttemptToken> attempts,
    Set<AttemptToken> again,
    boolean cancelled,
    boolean rested,
    boolean ended) {

  static Due of(List<FlowEvent> events) {
    Set<AttemptToken> attempts = new HashSet<>();
    Set<AttemptToken> again = new HashSet<>();
    boolean cancelled = false;
    boolean rested = false;
    boolean ended = false;
    for (FlowEvent event : events) {
      switch (event) {
        case FlowEvent.AttemptOpened e -> attempts.add(e.token());
        case FlowEvent.AttemptInDoubt e -> again.add(e.token());
        case FlowEvent.ChildCancelled e -> attempts.add(e.token());
        case FlowEvent.RevertDecided e -> cancelled |= e.cancel();
        case FlowEvent.ParentWaits e -> ended = true;
        case FlowEvent.FlowStatusChanged e -> {
          rested |= rests(e.to()) || rests(e.from());
          ended |= e.to().ended();
        }
        default -> {}
      }
    }
    return new Due(attempts, again, cancelled, rested, ended);
  }

  private static boolean rests(FlowStatus status) {
    return status == FlowStatus.SUSPENDING || status == FlowStatus.SUSPENDED;
  }

  /** Whether an effect that is outstanding now may be one that the entry made due. */
  boolean has(FlowState state, Effect effect) {
    return switch (effect) {
      case Effect.Dispatch dispatch -> has(state.atom(dispatch.task()).open(), dispatch.token());
      case Effect.CancelAttempt cancel -> cancelled;
      case Effect.Send send -> has(send.message());
      case Effect.SetTimer timer -> false;
    };
  }

  /** What was sent again is with a worker for sure only if that keeps it by a lease. */
  private boolean has(@Nullable OpenAttempt open, AttemptToken token) {
    return open != null
        && (again.contains(token) && open.leasedUntil() == null
            || attempts.contains(token) && !open.held());
  }

  private boolean has(Message message) {
    return switch (message) {
      case Signal.StartChild start -> attempts.contains(start.parent().token());
      case Signal.RevertChild revert -> attempts.contains(revert.parent().token());
      case Signal.HoldChild hold -> rested;
      case TaskReply answer -> ended;
      default -> false;
    };
  }
}

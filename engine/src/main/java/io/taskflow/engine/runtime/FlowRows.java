package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.Attention;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.TaskReply;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the loop reads off a flow's state for lists, metrics and announcements. Pure. */
final class FlowRows {

  private FlowRows() {}

  /**
   * The row as it has to be after a decision. The next timer is a lower bound: it is moved only
   * when an earlier one comes or none is left, so that most steps leave the row alone.
   */
  static FlowRow follow(LiveFlow flow, boolean hasTimers, List<Effect> effects) {
    FlowRow row = flow.row();
    FlowState state = flow.state();
    Instant next = state.status().ended() || !hasTimers ? null : row.nextTimer();
    if (!state.status().ended()) {
      for (Effect effect : effects) {
        if (effect instanceof Effect.SetTimer set
            && (next == null || set.timer().at().isBefore(next))) {
          next = set.timer().at();
        }
      }
    }
    return new FlowRow(
        row.id(),
        row.name(),
        row.definition(),
        row.partition(),
        state.status(),
        row.labels(),
        row.submittedAt(),
        state.changedAt(),
        next,
        attentionSince(row, state),
        row.parent());
  }

  /** A lower bound, too: what has waited longest may be settled, and the rest waits on. */
  private static @Nullable Instant attentionSince(FlowRow row, FlowState state) {
    if (state.troubled() == 0) {
      return null;
    }
    return row.attentionSince() != null
        ? row.attentionSince()
        : Attention.of(state).getFirst().since().truncatedTo(ChronoUnit.MICROS);
  }

  /** The first event of a flow, as its state remembers it. */
  static FlowSubmitted submission(FlowState state) {
    return new FlowSubmitted(
            state.submittedAt(),
            state.id(),
            state.name(),
            state.definition(),
            state.store(),
            state.options())
        .with(state.family());
  }

  /** When the attempt of a reply was opened; null if the reply is not of the open one. */
  static @Nullable Instant openedAt(LiveFlow flow, TaskReply reply) {
    OptionalInt atom = flow.plan().atom(reply.attempt().task());
    OpenAttempt open = atom.isEmpty() ? null : flow.state().atom(atom.getAsInt()).open();
    return open != null && open.token().equals(reply.attempt().token()) ? open.openedAt() : null;
  }

  /** The topic of a reply's task; of child flows, which have none, what stands for it. */
  static String topic(LiveFlow flow, TaskReply reply) {
    int atom = flow.plan().atom(reply.attempt().task()).orElseThrow();
    return switch (flow.plan().attempted(atom)) {
      case TaskSpec task -> task.topic();
      case ChildFlow child -> TaskInspection.CHILD_FLOW;
    };
  }
}

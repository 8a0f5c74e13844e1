package io.taskflow.engine.machine;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person should look at.
 *
 * @param flow the flow
 * @param flowName its name
 * @param flowStatus its status
 * @param atom the task, or the retry of a flow
 * @param action what it did not get done
 * @param trouble the kind of trouble
 * @param since since when
 * @param reason exactly what is wrong, for people
 * @param failure the failure that it is about; null if nothing has failed
 * @param possible what can be done about it
 */
public record Attention(
    FlowId flow,
    String flowName,
    FlowStatus flowStatus,
    String atom,
    Action action,
    Trouble trouble,
    Instant since,
    String reason,
    @Nullable Failure failure,
    Set<Operation> possible) {

  public Attention {
    possible = Set.copyOf(possible);
  }

  /** All of a flow, those first that have waited longest. Costs as much as the flow is large. */
  public static List<Attention> of(FlowState state) {
    List<Attention> found = new ArrayList<>();
    if (state.troubled() > 0) {
      for (int atom : state.plan().atoms()) {
        Trouble trouble = state.atom(atom).trouble();
        if (trouble != null) {
          found.add(of(state, atom, trouble));
        }
      }
      found.sort(Comparator.comparing(Attention::since));
    }
    return found;
  }

  private static Attention of(FlowState state, int atom, Trouble trouble) {
    AtomState its = state.atom(atom);
    Instant failedAt = Objects.requireNonNullElse(its.handling().failedAt(), state.changedAt());
    return switch (trouble) {
      case PARKED -> {
        OpenAttempt open = Objects.requireNonNull(its.open());
        OpenAttempt.Deferral deferral = open.deferral();
        String reason =
            deferral == null
                ? Objects.requireNonNullElse(
                    open.parked(), "nobody took its request; sent again at " + open.openedAt())
                : deferral.reason() + "; trying again at " + deferral.until();
        Failure failure = deferral == null ? null : deferral.failure();
        yield of(state, atom, open.action(), trouble, open.since(), reason, failure);
      }
      case REVERT_FAILED -> {
        Failure failure = Objects.requireNonNull(its.revertFailure());
        String reason = "its revert failed: " + failure;
        yield of(state, atom, Action.REVERT, trouble, failedAt, reason, failure);
      }
      case UNRESOLVED, POISONED, EXPIRED -> {
        Failure failure = Objects.requireNonNull(its.failure());
        yield of(state, atom, Action.EXECUTE, trouble, failedAt, failure.toString(), failure);
      }
    };
  }

  private static Attention of(
      FlowState state,
      int atom,
      Action action,
      Trouble trouble,
      Instant since,
      String reason,
      @Nullable Failure failure) {
    EnumSet<Operation> possible = EnumSet.noneOf(Operation.class);
    for (Operation operation : Operation.values()) {
      if (Operating.refusal(state, atom, operation) == null) {
        possible.add(operation);
      }
    }
    return new Attention(
        state.id(),
        state.name(),
        state.status(),
        state.plan().atom(atom).name(),
        action,
        trouble,
        since,
        reason,
        failure,
        possible);
  }
}

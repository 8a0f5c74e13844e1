package io.taskflow.engine.machine;

import io.taskflow.engine.control.RetryHistory;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All of a flow's state that can't be counted anew: what is stored so that a flow need not be
 * folded from its first event. It names atoms and numbers no nodes, because another release may
 * number them otherwise. The components are those of {@link FlowState} unless it says otherwise;
 * they are stored, so they may grow in number, but none may change its name or meaning.
 *
 * @param turned whether something was to be undone, so that what waits for that is counted
 * @param expansions what fan-outs found in their lists, in the order in which they took them
 * @param atoms those that have left their beginning
 */
public record Snapshot(
    FlowId id,
    String name,
    String definition,
    Map<String, Json> store,
    FlowOptions options,
    Family family,
    FlowStatus status,
    boolean reverting,
    boolean cancelling,
    boolean stopped,
    boolean turned,
    List<Expansion> expansions,
    List<Atom> atoms,
    List<String> failed,
    long announced,
    String reason,
    Instant submittedAt,
    Instant startedAt,
    Instant changedAt) {

  public Snapshot {
    store = Collections.unmodifiableSortedMap(new TreeMap<>(store));
    expansions = List.copyOf(expansions);
    atoms = List.copyOf(atoms);
    failed = List.copyOf(failed);
  }

  /** The list that a fan-out took. */
  public record Expansion(String fanOut, List<Json> values) {
    public Expansion {
      values = List.copyOf(values);
    }
  }

  /**
   * One atom; the components are those of {@link AtomState}.
   *
   * @param tried the history of a retry; null if it is empty
   * @param handling null if nobody did anything
   */
  public record Atom(
      String name,
      AtomStatus status,
      Intention intention,
      int round,
      int attempts,
      @Nullable OpenAttempt open,
      boolean begun,
      @Nullable Json result,
      @Nullable Failure failure,
      @Nullable Json revertResult,
      @Nullable Failure revertFailure,
      double progress,
      @Nullable Json details,
      @Nullable List<RetryHistory.Attempt> tried,
      @Nullable Handling handling,
      @Nullable FlowId child) {

    static Atom of(String name, AtomState state) {
      return new Atom(
          name,
          state.status(),
          state.intention(),
          state.round(),
          state.attempts(),
          state.open(),
          state.begun(),
          state.result(),
          state.failure(),
          state.revertResult(),
          state.revertFailure(),
          state.progress(),
          state.details(),
          state.history().size() == 0 ? null : state.history().attempts(),
          state.handling().equals(Handling.NONE) ? null : state.handling(),
          state.child());
    }

    AtomState state() {
      return new AtomState(
          status,
          intention,
          round,
          attempts,
          open,
          begun,
          result,
          failure,
          revertResult,
          revertFailure,
          progress,
          details,
          tried == null ? RetryHistory.EMPTY : new RetryHistory(tried),
          handling == null ? Handling.NONE : handling,
          child);
    }
  }

  /** What is to be stored of a state. Costs as much as the flow is large. */
  public static Snapshot of(FlowState state) {
    FlowPlan plan = state.plan();
    List<Expansion> expansions = new ArrayList<>();
    for (int fanOut : plan.expanded()) {
      expansions.add(new Expansion(plan.name(fanOut), plan.values(fanOut)));
    }
    List<Atom> atoms = new ArrayList<>();
    for (int atom : plan.atoms()) {
      if (!state.atom(atom).equals(AtomState.NEW)) {
        atoms.add(Atom.of(plan.name(atom), state.atom(atom)));
      }
    }
    return new Snapshot(
        state.id(),
        state.name(),
        state.definition(),
        state.store(),
        state.options(),
        state.family(),
        state.status(),
        state.reverting(),
        state.cancelling(),
        state.stopped(),
        state.revertBlockers() != null,
        expansions,
        atoms,
        state.failed(),
        state.announced(),
        state.reason(),
        state.submittedAt(),
        state.startedAt(),
        state.changedAt());
  }

  /**
   * The state that it was made of. Costs as much as the flow is large.
   *
   * @param compiled the plan of the flow's definition
   * @throws IllegalStateException if it names an atom that the plan doesn't have
   */
  public FlowState state(FlowPlan compiled) {
    FlowPlan plan = compiled;
    for (Expansion expansion : expansions) {
      plan = plan.with(node(plan, expansion.fanOut()), expansion.values());
    }
    FlowPlan grown = plan;
    Map<Integer, AtomState> left = new LinkedHashMap<>();
    for (Atom atom : atoms) {
      left.put(node(grown, atom.name()), atom.state());
    }
    FlowState uncounted =
        new FlowState(
            grown,
            id,
            name,
            definition,
            store,
            options,
            family,
            status,
            reverting,
            cancelling,
            stopped,
            PersistentVector.of(grown.nodeCount(), node -> left.getOrDefault(node, AtomState.NEW)),
            PersistentCounts.of(grown.nodeCount(), node -> grown.predecessors(node).length),
            null,
            0,
            0,
            0,
            0,
            0,
            0,
            failed,
            announced,
            reason,
            submittedAt,
            startedAt,
            changedAt);
    return new Tally(uncounted).counted(turned);
  }

  private int node(FlowPlan plan, String atom) {
    return plan.atom(atom)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "flow " + id + " has a snapshot with the unknown atom '" + atom + "'"));
  }
}

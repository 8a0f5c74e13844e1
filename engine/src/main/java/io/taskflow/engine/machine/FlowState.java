package io.taskflow.engine.machine;

import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a flow and all its atoms stand: the fold of its events, and nothing else. Immutable, so it
 * can be handed to any thread; a change shares all that it doesn't touch.
 *
 * @param plan what the flow was compiled to, with the items that its fan-outs have by now
 * @param id the flow
 * @param name its name
 * @param definition hash of its definition
 * @param store what it was submitted with
 * @param options its settings
 * @param family what it has to do with other flows
 * @param status its status
 * @param reverting whether it was decided to revert everything
 * @param cancelling whether what is executed then is to be cancelled rather than to end first
 * @param stopped whether something went wrong in this run that nothing is begun after
 * @param atoms by node; what stands for structural nodes has no meaning
 * @param blockers for each node, how many of its direct predecessors are not clear: an atom is
 *     clear that is done, a structural node always, if it has no blockers itself
 * @param revertBlockers for each node, how many of its direct successors are not clear: an atom is
 *     clear that is undone, a structural node always, if it has no revert blockers itself. Null
 *     until something is to be undone for the first time: until then nobody asks
 * @param passed how many atoms are SUCCESS or IGNORE
 * @param open how many attempts are open
 * @param deferred how many of the open ones rest until a time
 * @param children how many of the open ones a child flow is to answer
 * @param revertFailures how many atoms are REVERT_FAILURE
 * @param troubled how many atoms a person should look at
 * @param failed the atoms whose failure is current that failed first, at most {@link #MAX_FAILED}
 * @param announced how many announcements the events so far make
 * @param reason why its status is what it is, or why it was decided to revert everything
 * @param submittedAt when it was submitted
 * @param startedAt when it was started last, from its beginning; when it was submitted, if it was
 *     not
 * @param changedAt when its status changed last
 */
public record FlowState(
    FlowPlan plan,
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
    PersistentVector<AtomState> atoms,
    PersistentCounts blockers,
    @Nullable PersistentCounts revertBlockers,
    int passed,
    int open,
    int deferred,
    int children,
    int revertFailures,
    int troubled,
    List<String> failed,
    long announced,
    String reason,
    Instant submittedAt,
    Instant startedAt,
    Instant changedAt) {

  /** Most failures that a revert is told; more would make its request too large. */
  public static final int MAX_FAILED = 50;

  /** How the atom at a node stands. */
  public AtomState atom(int node) {
    return atoms.get(node);
  }

  /** How the atom of a name stands. */
  public AtomState atom(String name) {
    return atoms.get(plan.atom(name).orElseThrow(() -> noSuchAtom(name)));
  }

  private IllegalArgumentException noSuchAtom(String name) {
    return new IllegalArgumentException(
        "flow '" + this.name + "' (" + id + ") has no atom '" + name + "'");
  }

  /** Attempts that a worker has or may take at any time; children rest by themselves. */
  int active() {
    return open - deferred - children;
  }

  /**
   * The failures that reverts are told: of atoms that failed in their present round, in the order
   * in which they failed, at most {@link #MAX_FAILED}.
   */
  public Map<String, Failure> currentFailures() {
    Map<String, Failure> failures = new LinkedHashMap<>();
    for (String name : failed) {
      Failure failure = atom(plan.atom(name).orElseThrow()).currentFailure();
      if (failure != null) {
        failures.put(name, failure);
      }
    }
    return failures;
  }
}

package io.taskflow.engine.machine;

import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a flow and all its atoms stand: the fold of its events, and nothing else. Immutable, so it
 * can be handed to any thread; a change shares all that it doesn't touch.
 *
 * @param id the flow
 * @param name its name
 * @param definition hash of its definition
 * @param store what it was submitted with
 * @param options its settings
 * @param status its status
 * @param reverting whether everything is to be reverted
 * @param atoms by node
 * @param blockers for each node, how many of its direct predecessors are not done; done is an atom
 *     that is SUCCESS, or a structural node, with no blockers itself
 * @param revertBlockers for each node, how many of its direct successors are not undone; undone is
 *     an atom that is PENDING or REVERTED, or a structural node, with no revert blockers itself
 * @param succeeded how many atoms are SUCCESS
 * @param standing how many atoms are neither PENDING nor REVERTED
 * @param open how many attempts are open
 * @param deferred how many of the open ones rest because nobody takes them
 * @param revertFailures how many atoms are REVERT_FAILURE
 * @param failed the tasks that failed first, at most {@link #MAX_FAILED}
 * @param announced how many of the events so far subscribers are told of
 * @param submittedAt when it was submitted
 * @param changedAt when its status changed last
 */
public record FlowState(
    FlowId id,
    String name,
    String definition,
    Map<String, Json> store,
    FlowOptions options,
    FlowStatus status,
    boolean reverting,
    PersistentVector<AtomState> atoms,
    PersistentVector<Integer> blockers,
    PersistentVector<Integer> revertBlockers,
    int succeeded,
    int standing,
    int open,
    int deferred,
    int revertFailures,
    List<String> failed,
    long announced,
    Instant submittedAt,
    Instant changedAt) {

  /** Most failures that a revert is told; more would make its request too large. */
  public static final int MAX_FAILED = 50;

  /** How the atom at a node stands. */
  public AtomState atom(int node) {
    return atoms.get(node);
  }

  /** What the flow wants of an atom. */
  public Intention intention() {
    return reverting ? Intention.REVERT : Intention.EXECUTE;
  }

  /** Attempts that a worker has or may take at any time. */
  int active() {
    return open - deferred;
  }

  /** Whether there is anything left to do in the direction the flow is going. */
  boolean finished() {
    return reverting ? standing == 0 : succeeded == atoms.size();
  }
}

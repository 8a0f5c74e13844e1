package io.taskflow.engine.machine;

import io.taskflow.engine.machine.Readiness.Direction;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A state that is being changed, atom by atom: keeps all that is counted in step with the atoms,
 * and collects those that may have become runnable.
 *
 * <p>Not thread-safe; lives for one decision or one replay.
 */
final class Tally {

  private FlowPlan plan;
  private final FlowState before;
  private final List<Integer> touched = new ArrayList<>();
  private final Readiness forward;
  private @Nullable Readiness backward;
  private PersistentVector<AtomState> atoms;
  private FlowOptions options;
  private Family family;
  private FlowStatus status;
  private boolean reverting;
  private boolean cancelling;
  private boolean stopped;
  private int passed;
  private int open;
  private int deferred;
  private int children;
  private int revertFailures;
  private int troubled;
  private List<String> failed;
  private long announced;
  private String reason;
  private Instant startedAt;
  private Instant changedAt;
  private @Nullable FlowState built;

  Tally(FlowState state) {
    this.plan = state.plan();
    this.before = state;
    this.atoms = state.atoms();
    this.options = state.options();
    this.family = state.family();
    this.status = state.status();
    this.reverting = state.reverting();
    this.cancelling = state.cancelling();
    this.stopped = state.stopped();
    this.passed = state.passed();
    this.open = state.open();
    this.deferred = state.deferred();
    this.children = state.children();
    this.revertFailures = state.revertFailures();
    this.troubled = state.troubled();
    this.failed = state.failed();
    this.announced = state.announced();
    this.reason = state.reason();
    this.startedAt = state.startedAt();
    this.changedAt = state.changedAt();
    this.built = state;
    this.forward =
        new Readiness(
            plan, Direction.FORWARD, state.blockers(), a -> atoms.get(a).done(), touched::add);
    PersistentCounts counted = state.revertBlockers();
    this.backward = counted == null ? null : backward(counted);
  }

  private Readiness backward(PersistentCounts blockers) {
    return new Readiness(
        plan, Direction.BACKWARD, blockers, a -> atoms.get(a).undone(), touched::add);
  }

  /**
   * Counts a state of which nothing has been counted yet: its atoms, and what has come to pass
   * because it waits for nobody.
   *
   * @param turned whether something was to be undone already
   */
  FlowState counted(boolean turned) {
    for (int atom : plan.atoms()) {
      count(atom(atom), +1);
    }
    for (int node = 0; node < plan.nodeCount(); node++) {
      boolean passed = !plan.isAtom(node) || atom(node).done();
      if (passed && plan.predecessors(node).length == 0) {
        forward.cleared(node);
      }
    }
    if (turned) {
      turnBack();
    }
    built = null;
    return state();
  }

  /** The state after the changes so far. */
  FlowState state() {
    if (built == null) {
      built =
          new FlowState(
              plan,
              before.id(),
              before.name(),
              before.definition(),
              before.store(),
              options,
              family,
              status,
              reverting,
              cancelling,
              stopped,
              atoms,
              forward.blockers(),
              backward == null ? null : backward.blockers(),
              passed,
              open,
              deferred,
              children,
              revertFailures,
              troubled,
              failed,
              announced,
              reason,
              before.submittedAt(),
              startedAt,
              changedAt);
    }
    return built;
  }

  FlowPlan plan() {
    return plan;
  }

  FlowId flow() {
    return before.id();
  }

  FlowOptions options() {
    return options;
  }

  FlowStatus status() {
    return status;
  }

  boolean isStopped() {
    return stopped;
  }

  AtomState atom(int atom) {
    return atoms.get(atom);
  }

  /** Whether something before the atom is not done. */
  boolean waits(int atom) {
    return forward.blockers().get(atom) > 0;
  }

  /** Whether something after the atom is not undone. */
  boolean holds(int atom) {
    return Objects.requireNonNull(backward, "nothing is to be undone").blockers().get(atom) > 0;
  }

  /**
   * From now on something is to be undone, so it matters what comes after an atom. That is counted
   * once for all atoms here, and not before: most flows never need it.
   */
  void turnBack() {
    if (backward != null) {
      return;
    }
    Readiness counted = backward(PersistentCounts.of(plan.nodeCount(), node -> 0));
    for (int atom : plan.atoms()) {
      if (!atom(atom).undone()) {
        counted.uncleared(atom);
      }
    }
    backward = counted;
  }

  /** Atoms that may have become runnable since the last call, some of them more than once. */
  List<Integer> takeTouched() {
    List<Integer> taken = List.copyOf(touched);
    touched.clear();
    return taken;
  }

  void announced(int more) {
    built = null;
    announced += more;
  }

  /** A flow that runs again after its end has another chance with what went wrong. */
  void status(FlowStatus to, String why, Instant at) {
    Transitions.check(status, to);
    startedAt = status == FlowStatus.PENDING || status.ended() ? at : startedAt;
    reason = why;
    stopped = stopped && !status.ended();
    family =
        family.held(family.held() && (to == FlowStatus.SUSPENDING || to == FlowStatus.SUSPENDED));
    status = to;
    changedAt = at;
  }

  void options(FlowOptions value) {
    options = value;
  }

  Family family() {
    return family;
  }

  void family(Family now) {
    built = null;
    family = now;
  }

  void reverting(String why, boolean cancel) {
    reverting = true;
    cancelling |= cancel;
    reason = why;
  }

  void notReverting() {
    reverting = false;
    cancelling = false;
  }

  void stopped() {
    stopped = true;
  }

  /** Somebody took care of what nothing was begun after. */
  void goesOn() {
    stopped = false;
  }

  void update(int atom, AtomState now) {
    AtomState old = atoms.get(atom);
    if (old == now) {
      return;
    }
    String name = plan.name(atom);
    Transitions.check(name, old.status(), now.status());
    atoms = atoms.with(atom, now);
    count(old, -1);
    count(now, +1);
    noteFailure(name, old, now);
    turn(atom, old, now);
    if (old.status() != now.status() || old.intention() != now.intention() || now.open() == null) {
      touched.add(atom);
    }
  }

  /**
   * Gives a fan-out its items. What comes after it has not begun, so the items wait for nobody
   * behind them. They count their rounds with the fan-out: what they do again, when it takes its
   * list again, is not what they did before.
   */
  void expand(int fanOut, List<Json> values) {
    replan(plan.with(fanOut, values), AtomState.NEW.inRound(atom(fanOut).round()));
  }

  /** Takes the items away from fan-outs that are to be executed anew; nothing of them is left. */
  void collapse() {
    Set<Integer> anew = new HashSet<>();
    for (int fanOut : plan.expanded()) {
      if (atom(fanOut).status() == AtomStatus.PENDING) {
        anew.add(fanOut);
      }
    }
    if (!anew.isEmpty()) {
      replan(plan.without(anew), AtomState.NEW);
    }
  }

  /**
   * Counts anew for the nodes whose neighbours are others now. Items that come or go have not come
   * to pass, and have nothing to undo.
   *
   * @param item how an item is that comes
   */
  private void replan(FlowPlan next, AtomState item) {
    FlowPlan last = plan;
    PersistentVector<AtomState> states = atoms;
    PersistentCounts before = forward.blockers();
    IntUnaryOperator old = node -> next.nodeIn(last, node);
    atoms =
        PersistentVector.of(
            next.nodeCount(),
            node -> old.applyAsInt(node) < 0 ? item : states.get(old.applyAsInt(node)));
    forward.replan(
        next,
        PersistentCounts.of(
            next.nodeCount(),
            node -> {
              int was = old.applyAsInt(node);
              int waits = next.predecessors(node).length;
              return was < 0 ? waits : before.get(was) + waits - last.predecessors(was).length;
            }));
    if (backward != null) {
      PersistentCounts after = backward.blockers();
      backward.replan(
          next,
          PersistentCounts.of(
              next.nodeCount(),
              node -> old.applyAsInt(node) < 0 ? 0 : after.get(old.applyAsInt(node))));
    }
    plan = next;
    touched.clear();
    touched.addAll(next.atoms());
  }

  private void count(AtomState s, int by) {
    boolean past = s.status() == AtomStatus.SUCCESS || s.status() == AtomStatus.IGNORE;
    passed += past ? by : 0;
    revertFailures += s.status() == AtomStatus.REVERT_FAILURE ? by : 0;
    troubled += s.trouble() != null ? by : 0;
    OpenAttempt attempt = s.open();
    if (attempt != null) {
      open += by;
      deferred += attempt.deferral() != null ? by : 0;
      children += attempt.child() != null ? by : 0;
    }
  }

  private void noteFailure(String name, AtomState old, AtomState now) {
    boolean was = old.currentFailure() != null;
    boolean is = now.currentFailure() != null;
    if (was == is || (is && failed.size() >= FlowState.MAX_FAILED)) {
      return;
    }
    List<String> changed = new ArrayList<>(failed);
    if (is) {
      changed.add(name);
    } else {
      changed.remove(name);
    }
    failed = List.copyOf(changed);
  }

  /** Passes on to the neighbours that the atom became, or ceased to be, done or undone. */
  private void turn(int atom, AtomState old, AtomState now) {
    if (old.done() != now.done() && !waits(atom)) {
      if (now.done()) {
        forward.cleared(atom);
      } else {
        forward.uncleared(atom);
      }
    }
    if (backward != null && old.undone() != now.undone() && !holds(atom)) {
      if (now.undone()) {
        backward.cleared(atom);
      } else {
        backward.uncleared(atom);
      }
    }
  }
}

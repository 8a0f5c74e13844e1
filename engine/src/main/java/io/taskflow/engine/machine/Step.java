package io.taskflow.engine.machine;

import io.taskflow.engine.machine.FlowEvent.FlowStatusChanged;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.AttemptToken;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * One decision in the making: the events and effects so far, and the state that they lead to. Not
 * thread-safe; lives for one decision.
 */
final class Step {

  private final Moment moment;
  private final Fold fold;
  private final Tally tally;
  private final List<FlowEvent> events = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final Queue<Integer> candidates = new ArrayDeque<>();
  private final Map<String, Integer> sent = new HashMap<>();
  private int tokens;

  Step(FlowState state, Moment moment) {
    this.moment = moment;
    this.fold = new Fold(state);
    this.tally = fold.tally();
  }

  /** The plan as it has grown so far. */
  FlowPlan plan() {
    return tally.plan();
  }

  Instant now() {
    return moment.at();
  }

  FlowState state() {
    return tally.state();
  }

  FlowStatus status() {
    return tally.status();
  }

  FlowOptions options() {
    return tally.options();
  }

  /** Whether nothing is begun any more in this run. */
  boolean stopped() {
    return tally.isStopped();
  }

  /** Whether something before the atom is not done. */
  boolean waits(int atom) {
    return tally.waits(atom);
  }

  /** Whether something after the atom is not undone. */
  boolean holds(int atom) {
    return tally.holds(atom);
  }

  AtomState atom(int atom) {
    return tally.atom(atom);
  }

  String name(int atom) {
    return plan().name(atom);
  }

  TaskSpec task(int atom) {
    return plan().task(atom);
  }

  AttemptedSpec attempted(int atom) {
    return plan().attempted(atom);
  }

  List<FlowEvent> events() {
    return events;
  }

  List<Effect> effects() {
    return effects;
  }

  /** Makes something a fact; the atoms that it frees become candidates. */
  @SuppressWarnings("ReferenceEquality") // a plan that has not grown is the same object
  void emit(FlowEvent event) {
    events.add(event);
    FlowPlan before = tally.plan();
    fold.apply(event);
    if (tally.plan() != before) {
      candidates.clear(); // they are numbers of nodes; all of those that there are now are touched
    }
    candidates.addAll(tally.takeTouched());
  }

  /** As {@link #emit(FlowEvent)}, of an atom that is known. */
  void emit(int atom, FlowEvent event) {
    fold.about(atom);
    emit(event);
  }

  void emitStatus(FlowStatus to, String reason) {
    emit(new FlowStatusChanged(now(), status(), to, reason));
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  /** Every atom is to be looked at. Costs as much as the flow is large: for rare turns only. */
  void allCandidates() {
    candidates.addAll(plan().atoms());
  }

  /** Atoms to be looked at: they may have become runnable. */
  Queue<Integer> candidates() {
    return candidates;
  }

  /** A number from 0.0 to 1.0 by chance: of the seed, so that it is the same for this command. */
  double chance(int atom) {
    int hash = 31 * moment.seed().hashCode() + atom;
    return (hash * 0x9E3779B9 >>> 8) / (double) (1 << 24);
  }

  /** Whether another request of the topic may be sent. */
  boolean hasRoom(String topic) {
    return sent.getOrDefault(topic, 0) < moment.room().of(topic);
  }

  /** A request is sent. */
  void send(String topic, Effect.Dispatch request) {
    sent.merge(topic, 1, Integer::sum);
    effect(request);
  }

  /** A token that no other attempt has: the seed is new for each command, the count within it. */
  AttemptToken newToken() {
    return new AttemptToken(moment.seed() + "." + Integer.toString(tokens++, Character.MAX_RADIX));
  }
}

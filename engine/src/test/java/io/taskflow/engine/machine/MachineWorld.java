package io.taskflow.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * One flow on the machine alone, under a clock that the test moves. After every step the state
 * folded from the written and read events must equal the live one, and the invariants of a flow
 * must hold.
 */
final class MachineWorld {

  /** Every change of status that any test of this JVM has walked. */
  static final Set<Object> WALKED = new HashSet<>();

  /** Every change of status of this flow. */
  final Set<Object> walked = new HashSet<>();

  /** The definition of the flow that is registered as {@code sub}. */
  static final String SUB = "5".repeat(64);

  static final FlowId FLOW = new FlowId("f1");
  static final Duration PLACEMENT_LIMIT = Duration.ofSeconds(10);

  final List<FlowEvent> events = new ArrayList<>();
  final List<Effect> effects = new ArrayList<>();
  final List<String> trace = new ArrayList<>();
  private final FlowState begin;
  private final FlowSubmitted submitted;
  private FlowState state;
  private FlowState folded;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Room room = Room.UNLIMITED;
  private int commands;
  private int lastDecision;

  MachineWorld(Flow flow, Map<String, Json> store) {
    this(flow, store, Controls.NONE, FlowOptions.DEFAULTS);
  }

  MachineWorld(Flow flow, Map<String, Json> store, Controls controls, FlowOptions options) {
    FlowPlan plan = FlowCompiler.compile(flow, store.keySet(), controls);
    submitted =
        new FlowSubmitted(
                now, FLOW, flow.name(), "hash", store, options.withPlacementLimit(PLACEMENT_LIMIT))
            .with(new Family(null, Map.of("sub", SUB)));
    begin = FlowMachine.begin(plan, submitted);
    state = begin;
    folded = begin;
  }

  static MachineWorld started(Flow flow) {
    MachineWorld world = new MachineWorld(flow, Map.of());
    world.accept(new Command.Start(world.moment()));
    return world;
  }

  /** As it has grown so far. */
  FlowPlan plan() {
    return state.plan();
  }

  FlowState state() {
    return state;
  }

  AtomState atom(String task) {
    return state.atom(plan().atom(task).orElseThrow());
  }

  AtomStatus status(String task) {
    return atom(task).status();
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Lets time pass, and hands in every timer that is due then and still means something. */
  void timersDue(Duration after) {
    pass(after);
    for (Effect effect : FlowMachine.outstanding(state)) {
      if (effect instanceof Effect.SetTimer set) {
        Command due = new Command.TimerDue(moment(), set.timer());
        if (FlowMachine.decide(state, due) instanceof Accepted) {
          accept(due);
        }
      }
    }
  }

  Moment moment() {
    return new Moment(now, "s" + commands++, room);
  }

  /** From now on so many requests may be out at once. */
  void limitRequests(int limit) {
    room = topic -> limit - sent().size();
  }

  /** Open attempts whose request has been sent, by task. */
  Map<String, OpenAttempt> sent() {
    Map<String, OpenAttempt> sent = new LinkedHashMap<>();
    for (int atom : plan().atoms()) {
      OpenAttempt open = state.atom(atom).open();
      if (open != null && open.deferral() == null) {
        sent.put(plan().atom(atom).name(), open);
      }
    }
    return sent;
  }

  AttemptRef ref(String task) {
    OpenAttempt open = atom(task).open();
    assertThat(open).as("an open attempt of " + task).isNotNull();
    return new AttemptRef(FLOW, task, open.action(), open.token());
  }

  Accepted succeed(String task) {
    return succeed(task, Json.of(task));
  }

  Accepted succeed(String task, Json result) {
    return accept(reply(new TaskReply.Succeeded(ref(task), "w", now, result)));
  }

  Accepted fail(String task) {
    return fail(task, Failure.of(FailureCode.TASK_FAILED, task + " broke"));
  }

  Accepted fail(String task, Failure failure) {
    return accept(reply(new TaskReply.Failed(ref(task), "w", now, failure)));
  }

  Accepted refuse(String task) {
    return accept(
        reply(
            new TaskReply.Rejected(
                ref(task), "w", now, FailureCode.UNKNOWN_TASK_TYPE, "not known here")));
  }

  Command.Reply reply(TaskReply reply) {
    return new Command.Reply(moment(), reply);
  }

  Accepted accept(Command command) {
    Decision decision = FlowMachine.decide(state, command);
    assertThat(decision).as("answer to " + command).isInstanceOf(Accepted.class);
    Accepted accepted = (Accepted) decision;
    lastDecision = events.size();
    for (FlowEvent event : accepted.events()) {
      note(event);
    }
    effects.addAll(accepted.effects());
    state = accepted.state();
    check();
    return accepted;
  }

  /** Takes back what the last decision made after the first event of a kind. */
  void forgetAfter(Predicate<FlowEvent> first) {
    int kept = lastDecision;
    while (!first.test(events.get(kept))) {
      kept++;
    }
    forgetFrom(kept + 1);
  }

  /** Takes back some of the last events, as if they had never been stored. */
  void forgetSomeOfTheLastDecision(RandomGenerator random) {
    int kept = lastDecision + random.nextInt(events.size() - lastDecision + 1);
    forgetFrom(kept);
  }

  private void forgetFrom(int kept) {
    events.subList(kept, events.size()).clear();
    state = FlowMachine.apply(begin, List.copyOf(events));
    folded = state;
  }

  Decision.Rejected reject(Command command) {
    Decision decision = FlowMachine.decide(state, command);
    assertThat(decision).as("answer to " + command).isInstanceOf(Decision.Rejected.class);
    return (Decision.Rejected) decision;
  }

  private void note(FlowEvent event) {
    events.add(event);
    FlowState before = folded;
    folded = FlowMachine.apply(folded, written(event));
    if (before.status() != folded.status()) {
      walked.add(new Transitions.OfFlow(before.status(), folded.status()));
      trace.add("flow:" + folded.status());
    }
    for (int atom : folded.plan().atoms()) {
      int was = folded.plan().nodeIn(before.plan(), atom);
      AtomStatus from = was == FlowPlan.NONE ? AtomStatus.PENDING : before.atom(was).status();
      AtomStatus to = folded.atom(atom).status();
      if (from != to) {
        walked.add(new Transitions.OfAtom(from, to));
        trace.add(folded.plan().atom(atom).name() + ":" + to);
        checkOrder(atom, to);
      }
    }
    WALKED.addAll(walked);
  }

  /** The event as it comes back from the journal. */
  private static FlowEvent written(FlowEvent event) {
    String body = EntryCodec.write(new EntryCodec.Body(1, List.of(event)));
    return EntryCodec.read(new JournalEntry(FLOW, 1, 0, 1, event.at(), body)).events().getFirst();
  }

  private void check() {
    assertThat(folded).as("state folded from the journal").isEqualTo(state);
    List<FlowEvent> all = new ArrayList<>(events);
    assertThat(FlowMachine.apply(begin, all)).as("state folded at once").isEqualTo(state);
    assertThat(Snapshots.writtenAndRead(state, begin.plan()))
        .as("state of a snapshot")
        .isEqualTo(state);
    assertThat(state.announced())
        .isEqualTo(1 + events.stream().mapToInt(FlowEvent::announcements).sum());
    for (FlowEvent event : events) {
      assertThat(event.announced()).hasSize(event.announcements());
    }
    if (state.status().ended()) {
      assertThat(state.open()).as("open attempts of an ended flow").isZero();
    }
    Set<AttemptToken> tokens = new HashSet<>();
    for (FlowEvent event : events) {
      if (event instanceof FlowEvent.AttemptOpened opened) {
        assertThat(tokens.add(opened.token())).as("tokens are used once").isTrue();
      }
    }
  }

  /** Nothing starts before what it follows is done, or is undone before what follows it. */
  private void checkOrder(int atom, AtomStatus to) {
    if (to == AtomStatus.RUNNING) {
      for (int before : neighbours(atom, true)) {
        assertThat(folded.atom(before).status()).isIn(AtomStatus.SUCCESS, AtomStatus.IGNORE);
      }
    } else if (to == AtomStatus.REVERTING) {
      for (int after : neighbours(atom, false)) {
        assertThat(folded.atom(after).status())
            .isIn(AtomStatus.PENDING, AtomStatus.REVERTED, AtomStatus.IGNORE);
      }
    }
  }

  private Set<Integer> neighbours(int start, boolean backwards) {
    Set<Integer> seen = new HashSet<>();
    List<Integer> todo = new ArrayList<>(List.of(start));
    while (!todo.isEmpty()) {
      int node = todo.removeLast();
      for (int next :
          backwards ? folded.plan().predecessors(node) : folded.plan().successors(node)) {
        if (seen.add(next)) {
          todo.add(next);
        }
      }
    }
    seen.removeIf(node -> !folded.plan().isAtom(node));
    return seen;
  }

  /** All timers that were asked for, the latest last. */
  List<Timer> timers() {
    return effects.stream()
        .filter(Effect.SetTimer.class::isInstance)
        .map(effect -> ((Effect.SetTimer) effect).timer())
        .toList();
  }

  /** Hands back every timer that is due; those that have been overtaken are rejected. */
  void fireTimers() {
    for (Timer timer : timers()) {
      Command.TimerDue due = new Command.TimerDue(moment(), timer);
      if (!timer.at().isAfter(due.moment().at())
          && FlowMachine.decide(state(), due) instanceof Decision.Accepted) {
        accept(due);
      }
    }
  }
}

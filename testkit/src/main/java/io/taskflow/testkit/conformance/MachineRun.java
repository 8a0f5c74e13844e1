package io.taskflow.testkit.conformance;

import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import io.taskflow.testkit.conformance.Requests.Done;
import io.taskflow.testkit.conformance.Requests.Request;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.facts.Mismatch;
import io.taskflow.testkit.conformance.vector.Outcome;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.Vector.Phase;
import io.taskflow.testkit.conformance.vector.World;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs all phases of a vector on the machine alone, with workers that chance drives. An engine that
 * vanishes leaves the events that were stored until then, and nothing else. Not thread-safe; lives
 * for one run.
 */
final class MachineRun {

  static final String WORKER = "worker";
  private static final int MAX_STEPS = 20_000;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Vector vector;
  private final FlowPlan plan;
  private final World world;
  private final VectorCode code;
  private final DeciderCalls deciders;
  private final Requests requests;
  private final RunJournal journal;
  private final RetryCalls retryCalls;
  private final Observation observation;
  private Watch watch;
  private boolean crashed;
  private int commands;

  MachineRun(Compiled compiled, @Nullable RandomGenerator random) {
    this.vector = compiled.vector();
    this.plan = compiled.plan();
    this.world = compiled.world();
    this.code = compiled.code();
    this.deciders = compiled.deciders();
    this.requests = new Requests(random);
    this.observation = new Observation(plan);
    this.watch = new Watch(plan, null);
    this.journal =
        new RunJournal(
            plan,
            new FlowEvent.FlowSubmitted(
                START,
                new FlowId("vector"),
                plan.flow().name(),
                "definition",
                vector.store(),
                options(vector.phases().getFirst())));
    this.retryCalls = new RetryCalls(plan, world, journal.current());
  }

  /** Runs everything; gives what was seen. */
  Facts run() {
    for (int i = 0; i < vector.phases().size(); i++) {
      Phase phase = vector.phases().get(i);
      watch = new Watch(plan, phase.interrupt());
      crashed = false;
      begin(phase);
      work();
      journal.current().keep(Observation.surfaced(i), journal.standingFailures());
      observation.phase(
          i,
          journal.state(),
          new PhaseEnd(crashed, watch.reached()),
          i == vector.phases().size() - 1);
    }
    return observation.end(journal, world, deciders);
  }

  RunJournal journal() {
    return journal;
  }

  private static FlowOptions options(Phase phase) {
    return FlowOptions.DEFAULTS
        .withDeferReverts(phase.deferReverts())
        .withNeverResolve(phase.neverResolve());
  }

  /** A fresh engine takes over what it finds. */
  private void begin(Phase phase) {
    FlowState found = journal.state();
    switch (found.status()) {
      case PENDING -> decide(new Command.Start(moment()));
      case SUCCESS, REVERTED, FAILURE ->
          decide(new Command.Rerun(moment(), "runner", options(phase)));
      case RUNNING, SUSPENDING, SUSPENDED -> {
        decide(new Command.Resume(moment(), "runner", options(phase)));
        for (int atom = 0; atom < plan.atomCount() && !crashed; atom++) {
          OpenAttempt open = found.atom(atom).open();
          if (open != null) {
            decide(
                new Command.AttemptLost(
                    moment(), plan.atom(atom).name(), open.token(), "its engine vanished"));
          }
        }
      }
    }
  }

  private void work() {
    for (int step = 0; !crashed && !requests.isEmpty(); step++) {
      if (step == MAX_STEPS) {
        broken("the flow did not come to rest within " + MAX_STEPS + " steps");
        return;
      }
      Request request = requests.nextToRun();
      if (request != null) {
        carryOut(request);
      } else {
        report(requests.nextToReport());
      }
    }
    FlowStatus status = journal.state().status();
    if (!crashed && !status.ended() && status != FlowStatus.SUSPENDED) {
      broken("the flow is " + status + ", but nobody has anything to do");
    }
  }

  private void broken(String how) {
    journal.broken().add(Mismatch.broken("progress", how));
  }

  private void carryOut(Request request) {
    requests.done(request, call(request));
    if (watch.called(request.task(), request.action())) {
      crash();
    }
  }

  private Outcome call(Request request) {
    if (request.action() == Action.EXECUTE) {
      return world.execute(request.task(), request.arguments());
    }
    Outcome outcome =
        world.revert(request.task(), request.arguments(), request.result(), request.failures());
    int number = world.count(request.task(), Action.REVERT);
    journal.current().keep(Observation.toldFailures(request.task(), number), request.current());
    return outcome;
  }

  private void report(Done done) {
    Request request = done.request();
    AttemptRef attempt =
        new AttemptRef(journal.state().id(), request.task(), request.action(), request.token());
    Moment moment = moment();
    TaskReply reply =
        switch (done.outcome()) {
          case Outcome.Returned returned ->
              new TaskReply.Succeeded(attempt, WORKER, moment.at(), returned.value());
          case Outcome.Raised raised ->
              new TaskReply.Failed(attempt, WORKER, moment.at(), Rendering.failure(raised));
        };
    decide(new Command.Reply(moment, reply));
  }

  private Moment moment() {
    commands++;
    return new Moment(START.plusMillis(commands), "s" + commands);
  }

  private void decide(Command command) {
    code.begin();
    FlowState before = journal.state();
    switch (FlowMachine.decide(before, command)) {
      case Decision.Rejected rejected -> {
        if (rejected.code() != Decision.Code.REDUNDANT) {
          broken(command + " was rejected: " + rejected.reason());
        }
      }
      case Decision.Accepted accepted -> {
        boolean whole = store(before, accepted.events());
        FlowState now = journal.state();
        deciders.settle(link -> whole || wasAsked(link, before, now));
        if (whole) {
          journal.check(accepted.state());
        }
        if (!crashed) {
          accepted.effects().forEach(this::carryOut);
        }
      }
    }
  }

  /** Stores events until the phase is interrupted. Returns whether all were stored. */
  private boolean store(FlowState start, List<FlowEvent> events) {
    FlowState before = start;
    for (int i = 0; i < events.size(); i++) {
      if (!store(before, events.get(i))) {
        return false;
      }
      FlowState after = journal.state();
      if (watch.stored(before, after)) {
        if (watch.crashes()) {
          crash();
        } else {
          suspend(events.get(i), events.subList(i + 1, events.size()));
        }
        return false;
      }
      before = after;
    }
    return true;
  }

  private boolean store(FlowState before, FlowEvent event) {
    RetryCalls.Ended ended = RetryCalls.of(plan, before, event);
    if (ended != null) {
      retryCalls.note(before, ended);
      if (watch.called(ended.retry(), ended.action())) {
        crash();
        return false;
      }
    }
    journal.append(event);
    return true;
  }

  /** Asks the flow to rest: first its status changes, then what is still done ends. */
  private void suspend(FlowEvent hit, List<FlowEvent> rest) {
    List<FlowEvent> still = new Finishing(plan, journal.order(), hit).of(journal.state(), rest);
    FlowState then = FlowMachine.apply(journal.state(), still);
    Command command = new Command.Suspend(moment(), "runner");
    if (FlowMachine.decide(then, command) instanceof Decision.Accepted accepted) {
      store(journal.state(), accepted.events().getFirst());
      still.forEach(event -> store(journal.state(), event));
      accepted.events().stream().skip(1).forEach(event -> store(journal.state(), event));
      journal.check(accepted.state());
    }
  }

  /** Whether a decider was asked before a decision was cut: its target is no more what it was. */
  private boolean wasAsked(String link, FlowState before, FlowState now) {
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      boolean target =
          plan.deciders(atom).stream().anyMatch(d -> link.equals(d.from() + "->" + d.to()));
      if (target && before.atom(atom).status() != now.atom(atom).status()) {
        return true;
      }
    }
    return false;
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.Dispatch dispatch) {
      AtomState atom = journal.state().atom(dispatch.task());
      OpenAttempt open = atom.open();
      if (open != null && open.token().equals(dispatch.token())) {
        requests.add(request(dispatch, atom, open));
      }
    }
  }

  private Request request(Effect.Dispatch dispatch, AtomState atom, OpenAttempt open) {
    Json result = atom.result() == null ? Json.NULL : atom.result();
    return new Request(
        dispatch.task(),
        open.action(),
        open.token(),
        dispatch.arguments(),
        atom.failure() == null ? result : Rendering.inPlaceOfValue(atom.failure()),
        Rendering.failures(journal.state().currentFailures()),
        journal.current().now());
  }

  private void crash() {
    crashed = true;
    requests.abandon().forEach(this::call);
  }
}

package io.taskflow.testkit.simulation;

import io.taskflow.engine.machine.Attention;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.Operation;
import io.taskflow.engine.machine.Trouble;
import io.taskflow.engine.runtime.ManualEngine;
import io.taskflow.engine.runtime.SubmitOptions;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Signal;
import io.taskflow.testkit.simulation.flows.RandomFlow;
import io.taskflow.testkit.simulation.world.Chance;
import io.taskflow.testkit.simulation.world.ProcessGone;
import io.taskflow.testkit.simulation.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who submits flows and asks things of them, of any engine that is there. */
final class Client {

  private static final Duration AGAIN_AFTER = Duration.ofMillis(700);

  private final Installation installation;
  private final World world;
  private final Chance chance;
  private final List<FlowId> stored = new ArrayList<>();
  private final Set<FlowId> suspended = new HashSet<>();
  private final Set<FlowId> forgotten = new HashSet<>();
  private int unsubmitted;

  Client(Installation installation) {
    this.installation = installation;
    this.world = installation.world();
    this.chance = world.chance();
  }

  void begin() {
    Stress stress = installation.stress();
    double trouble = stress.trouble().toMillis();
    for (int i = 0; i < stress.flows(); i++) {
      Flow flow = RandomFlow.of(chance, installation.stress().purges());
      SubmitOptions options = options(i);
      unsubmitted++;
      world.time().after(chance.millis(0, trouble / 2), () -> submit(flow, options));
    }
    for (int i = chance.below(6); i > 0; i--) {
      world.time().after(chance.millis(0, trouble), this::ask);
    }
  }

  private SubmitOptions options(int number) {
    FlowOptions own =
        FlowOptions.DEFAULTS
            .withPlacementLimit(chance.millis(5_000, 40_000))
            .withDeferReverts(chance.oneIn(3))
            .withNeverResolve(chance.oneIn(12));
    if (chance.oneIn(10)) {
      own = own.withDeadline(chance.millis(500, 20_000));
    }
    SubmitOptions options = SubmitOptions.DEFAULTS.withFlowOptions(own);
    return chance.oneIn(2) ? options.withKey("key-" + number) : options;
  }

  /** Whether everything has been submitted. */
  boolean done() {
    return unsubmitted == 0;
  }

  Set<FlowId> suspended() {
    return suspended;
  }

  Set<FlowId> forgotten() {
    return forgotten;
  }

  private Optional<ManualEngine> anyEngine() {
    List<ManualEngine> running =
        installation.engines().stream()
            .filter(SimulatedEngine::runs)
            .flatMap(engine -> engine.engine().stream())
            .toList();
    return running.isEmpty() ? Optional.empty() : Optional.of(chance.pick(running));
  }

  private void submit(Flow flow, SubmitOptions options) {
    Optional<ManualEngine> engine = anyEngine();
    if (engine.isEmpty()) {
      again(flow, options);
      return;
    }
    try {
      ManualEngine.Submission submission = engine.get().submit(flow, RandomFlow.STORE, options);
      submission
          .stored()
          .whenComplete(
              (nothing, error) -> {
                if (error == null) {
                  stored(submission.flow());
                } else {
                  failed(flow, options);
                }
              });
      if (!submission.stored().isDone()) {
        world.time().after(Duration.ofSeconds(20), () -> giveUp(submission, flow, options));
      }
    } catch (RuntimeException | ProcessGone e) {
      failed(flow, options);
    }
  }

  private void giveUp(ManualEngine.Submission submission, Flow flow, SubmitOptions options) {
    if (!submission.stored().isDone()) {
      submission.stored().cancel(false);
    }
  }

  private void stored(FlowId flow) {
    unsubmitted--;
    world.require(
        installation.journal().flow(flow).isPresent(),
        "what is accepted is stored",
        "flow " + flow,
        "its submission was confirmed");
    stored.add(flow);
  }

  /** Who gives a submission a key may just submit again; who doesn't can't. */
  private void failed(Flow flow, SubmitOptions options) {
    if (options.key() == null) {
      unsubmitted--;
    } else {
      again(flow, options);
    }
  }

  private void again(Flow flow, SubmitOptions options) {
    world.time().after(AGAIN_AFTER, () -> submit(flow, options));
  }

  private void ask() {
    if (stored.isEmpty()) {
      return;
    }
    FlowId flow = chance.pick(stored);
    int what = chance.below(10);
    if (what > 6) {
      operate();
      return;
    }
    Signal signal =
        switch (what) {
          case 0, 1 -> new Signal.Suspend(flow, "client");
          case 2, 3 -> new Signal.Resume(flow, "client");
          case 4 -> new Signal.Revert(flow, "client");
          case 5 -> new Signal.Rerun(flow, "client");
          default -> new Signal.Reset(flow, "client");
        };
    ask(signal);
  }

  private void ask(Signal signal) {
    switch (signal) {
      case Signal.Suspend s -> suspended.add(s.flow());
      case Signal.Reset s -> forgotten.add(s.flow());
      // A flow of which a part was reverted starts over with what stands.
      case Signal.Rerun s -> forgotten.add(s.flow());
      default -> {}
    }
    anyEngine()
        .ifPresent(
            engine -> {
              try {
                world.trace().note("client", "asks", signal.toString());
                engine.send(signal);
              } catch (RuntimeException | ProcessGone e) {
                world.trace().note("client", "is refused", String.valueOf(e.getMessage()));
              }
            });
  }

  /** Does what a person can do about something that does not get on by itself. */
  void operate() {
    List<Attention> troubles = installation.checks().journal().attention();
    if (troubles.isEmpty()) {
      return;
    }
    Attention trouble = chance.pick(troubles);
    FlowId flow = trouble.flow();
    String atom = trouble.atom();
    List<Operation> possible = trouble.possible().stream().sorted().toList();
    boolean begun = trouble.trouble() != Trouble.PARKED;
    switch (chance.pick(possible)) {
      case RETRY -> {
        // It is executed in a new round, and what the one before has left stays.
        forget(flow, begun && trouble.action() == Action.EXECUTE);
        ask(new Signal.RetryTask(flow, atom, new TreeMap<>(), "client", "again"));
      }
      case RESOLVE -> {
        forget(flow, true);
        ask(new Signal.ResolveTask(flow, atom, Json.NULL, "client", "by hand"));
      }
      case SKIP -> {
        forget(flow, trouble.action() == Action.REVERT);
        ask(new Signal.SkipTask(flow, atom, "client", "not needed"));
      }
      case DISMISS -> ask(new Signal.DismissTask(flow, atom, "client", "seen"));
      case REVERT -> ask(new Signal.Revert(flow, "client"));
      case RERUN -> ask(new Signal.Rerun(flow, "client"));
    }
  }

  private void forget(FlowId flow, boolean whetherTo) {
    if (whetherTo) {
      forgotten.add(flow);
    }
  }

  /** Lets go on what it has suspended, and looks at what went wrong. */
  void tidyUp() {
    operate();
    for (FlowId flow : stored) {
      if (suspended.contains(flow) && chance.oneIn(2)) {
        ask(new Signal.Resume(flow, "client"));
      }
    }
  }
}

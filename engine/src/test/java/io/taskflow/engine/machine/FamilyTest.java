package io.taskflow.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Flows;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Parents, children and grandchildren on the machine alone, with what they tell each other in
 * between: in any order, twice, or lost. All of them end, and end alike.
 */
class FamilyTest {

  private static final int SEEDS = 400;
  private static final int MAX_STEPS = 20_000;
  private static final FlowId ROOT = new FlowId("root");

  @Test
  void familiesEndTogetherWhateverBecomesOfTheirMessages() {
    Long only = Long.getLong("taskflow.seed");
    Set<String> seen = new TreeSet<>();
    for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
      try {
        new Relatives(seed, seen).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("with seed " + seed + " (-Dtaskflow.seed=" + seed + ")", e);
      }
    }
    if (only == null) {
      assertThat(seen)
          .containsExactly("done", "reverted as it failed", "reverted when it was done", "stuck");
    }
  }

  /** A message on its way. */
  private record Sent(FlowId to, Message message) {}

  private static final class Relatives {
    private final RandomGenerator random;
    private final Map<FlowId, FlowState> flows = new LinkedHashMap<>();
    private final Map<FlowId, Integer> generation = new LinkedHashMap<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<Timers> timers = new ArrayList<>();
    private final Set<String> seen;
    private final boolean reliable;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int commands;

    private record Timers(FlowId flow, Timer timer) {}

    Relatives(long seed, Set<String> seen) {
      this.seen = seen;
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      reliable = random.nextInt(3) == 0;
    }

    void run() {
      boolean deadline = random.nextInt(6) == 0;
      FlowOptions options =
          FlowOptions.DEFAULTS.withDeadline(deadline ? Duration.ofMinutes(5) : null);
      begin(ROOT, RandomFlows.flow(random), 0, null, RandomFlows.STORE, options);
      for (int step = 0; !allEnded(); step++) {
        assertThat(step).as("steps until all have ended: " + flows.values()).isLessThan(MAX_STEPS);
        step(step < MAX_STEPS / 4);
      }
      checkEnds();
      if (random.nextBoolean() && root().status() == FlowStatus.SUCCESS) {
        decide(ROOT, new Command.Revert(moment(), "test"));
        for (int step = 0; !allEnded(); step++) {
          assertThat(step).as("steps until all were reverted").isLessThan(MAX_STEPS);
          step(false);
        }
        checkEnds();
      }
    }

    private FlowState root() {
      return flow(ROOT);
    }

    private FlowState flow(FlowId id) {
      FlowState state = flows.get(id);
      assertThat(state).as("flow " + id).isNotNull();
      return Objects.requireNonNull(state);
    }

    private boolean allEnded() {
      return sent.isEmpty() && flows.values().stream().allMatch(f -> f.status().ended());
    }

    private void begin(
        FlowId id,
        Flow flow,
        int depth,
        @Nullable AttemptRef parent,
        Map<String, Json> store,
        FlowOptions options) {
      FlowSubmitted submitted =
          new FlowSubmitted(now, id, flow.name(), "hash", store, options)
              .with(new Family(parent, depth > 1 ? Map.of() : Map.of("sub", MachineWorld.SUB)));
      flows.put(
          id, FlowMachine.begin(FlowCompiler.compile(flow, null, RandomFlows.CONTROLS), submitted));
      generation.put(id, depth);
      decide(id, new Command.Start(moment()));
    }

    private Moment moment() {
      return new Moment(now, "s" + commands++);
    }

    private void decide(FlowId id, Command command) {
      if (FlowMachine.decide(flow(id), command) instanceof Accepted accepted) {
        flows.put(id, accepted.state());
        carryOut(id, accepted.effects());
      }
    }

    private void carryOut(FlowId id, List<Effect> effects) {
      for (Effect effect : effects) {
        if (effect instanceof Effect.Send send) {
          sent.add(new Sent(send.to(), send.message()));
        } else if (effect instanceof Effect.SetTimer set) {
          timers.add(new Timers(id, set.timer()));
        }
      }
    }

    private void step(boolean meddle) {
      switch (random.nextInt(meddle ? 12 : 10)) {
        case 0, 1, 2, 3 -> deliver();
        case 4, 5, 6, 7, 8 -> answer();
        case 9 -> pass();
        default -> meddle();
      }
    }

    private void deliver() {
      if (sent.isEmpty()) {
        return;
      }
      Sent next = sent.remove(reliable ? 0 : random.nextInt(sent.size()));
      if (!reliable && random.nextInt(10) == 0) {
        return; // lost
      }
      if (!reliable && random.nextInt(10) == 0) {
        sent.add(next);
      }
      arrive(next.to(), next.message());
    }

    /** As an engine does it. */
    private void arrive(FlowId to, Message message) {
      switch (message) {
        case Signal.StartChild start when !flows.containsKey(to) -> begin(start);
        case Signal.StartChild start -> answerAgain(to);
        case Signal.RevertChild revert when flows.containsKey(to) -> {
          decide(to, new Command.ParentReverts(moment(), revert.parent(), revert.reason()));
          answerAgain(to);
        }
        case Signal.HoldChild hold when flows.containsKey(to) ->
            decide(to, new Command.ParentHolds(moment(), hold.parent(), hold.hold()));
        case TaskReply reply -> decide(to, new Command.Reply(moment(), reply));
        default -> {}
      }
    }

    private void begin(Signal.StartChild start) {
      int depth = 1 + generation.getOrDefault(start.parent().flow(), 0);
      Flow flow =
          depth > 2 || random.nextInt(3) == 0
              ? Flows.linear("s", Flows.task("x", "t"), Flows.task("y", "t")).build()
              : RandomFlows.flow(random);
      begin(start.flow(), flow, depth, start.parent(), RandomFlows.STORE, FlowOptions.DEFAULTS);
    }

    private void answerAgain(FlowId child) {
      if (flow(child).status().ended() && sent.stream().noneMatch(s -> isFrom(s, child))) {
        carryOut(child, FlowMachine.outstanding(flow(child)));
      }
    }

    private static boolean isFrom(Sent sent, FlowId child) {
      return sent.message() instanceof TaskReply reply && reply.worker().equals("flow " + child);
    }

    /** A worker answers some task of some flow. */
    private void answer() {
      List<AttemptRef> open = new ArrayList<>();
      for (FlowState flow : flows.values()) {
        for (int atom : flow.plan().atoms()) {
          OpenAttempt attempt = flow.atom(atom).open();
          if (attempt != null && attempt.deferral() == null && attempt.child() == null) {
            open.add(
                new AttemptRef(
                    flow.id(), flow.plan().atom(atom).name(), attempt.action(), attempt.token()));
          }
        }
      }
      if (!open.isEmpty()) {
        AttemptRef ref = open.get(random.nextInt(open.size()));
        boolean fails = random.nextInt(ref.action() == Action.EXECUTE ? 8 : 100) == 0;
        decide(ref.flow(), new Command.Reply(moment(), fails ? failed(ref) : done(ref)));
      }
    }

    private TaskReply failed(AttemptRef ref) {
      Failure failure = Failure.of(FailureCode.TASK_FAILED, "dice " + random.nextInt(100));
      return new TaskReply.Failed(ref, "w", now, failure);
    }

    private TaskReply done(AttemptRef ref) {
      return new TaskReply.Succeeded(ref, "w", now, Json.of(random.nextInt(100)));
    }

    private void pass() {
      now = now.plusSeconds(10);
      List<Timers> due = timers.stream().filter(t -> !t.timer().at().isAfter(now)).toList();
      timers.removeAll(due);
      due.forEach(t -> decide(t.flow(), new Command.TimerDue(moment(), t.timer())));
      // Nobody stays suspended by a person for ever.
      for (FlowState flow : List.copyOf(flows.values())) {
        if (flow.status() == FlowStatus.SUSPENDED && !flow.family().held()) {
          decide(flow.id(), new Command.Resume(moment(), "test", null));
        }
      }
    }

    private void meddle() {
      List<FlowId> ids = List.copyOf(flows.keySet());
      FlowId id = random.nextBoolean() ? ROOT : ids.get(random.nextInt(ids.size()));
      switch (random.nextInt(6)) {
        case 0 -> decide(ROOT, new Command.Revert(moment(), "test"));
        case 1, 2 -> decide(id, new Command.Suspend(moment(), "test"));
        default -> decide(id, new Command.Resume(moment(), "test", null));
      }
    }

    /** What counts of a family is what its parents think of it. */
    private void checkEnds() {
      for (FlowState flow : flows.values()) {
        assertThat(flow.open()).as("open attempts of " + flow.id()).isZero();
        for (int atom : flow.plan().atoms()) {
          FlowId child = flow.atom(atom).child();
          if (child != null && flows.containsKey(child)) {
            checkEnd(flow, atom, flow(child));
          }
        }
      }
    }

    private void checkEnd(FlowState parent, int atom, FlowState child) {
      String who = parent.id() + " and its child " + child.id();
      AtomState its = parent.atom(atom);
      if (its.status() == AtomStatus.SUCCESS) {
        assertThat(child.status()).as(who).isEqualTo(FlowStatus.SUCCESS);
        seen.add("done");
      } else if (its.status() == AtomStatus.REVERTED
          && its.begun()
          && parent.plan().attempted(atom).revertible()) {
        boolean nothingToUndo =
            child.plan().atoms().stream()
                .allMatch(a -> child.atom(a).status() == AtomStatus.IGNORE);
        assertThat(child.status())
            .as(who)
            .isEqualTo(nothingToUndo ? FlowStatus.SUCCESS : FlowStatus.REVERTED);
        seen.add(its.failure() == null ? "reverted when it was done" : "reverted as it failed");
      } else if (its.status() == AtomStatus.REVERT_FAILURE) {
        assertThat(child.status()).as(who).isEqualTo(FlowStatus.FAILURE);
        seen.add("stuck");
      }
    }
  }
}

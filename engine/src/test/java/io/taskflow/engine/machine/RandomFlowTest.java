package io.taskflow.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowPart;
import io.taskflow.flow.Flows;
import io.taskflow.flow.GraphFlow;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random flows under random commands: whatever happens in whatever order, the invariants that
 * {@link MachineWorld} checks after each step hold, and the flow ends. A failure names its seed;
 * {@code -Dtaskflow.seed=N} runs that one alone.
 */
class RandomFlowTest {

  private static final int SEEDS = 600;
  private static final int MAX_STEPS = 2_000;

  @Test
  void randomFlowsKeepTheInvariantsEndAndWalkEveryLegalTransition() {
    Long only = Long.getLong("taskflow.seed");
    long first = only == null ? 1 : only;
    long last = only == null ? SEEDS : only;
    for (long seed = first; seed <= last; seed++) {
      try {
        run(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("with seed " + seed + " (-Dtaskflow.seed=" + seed + ")", e);
      }
    }
    if (only == null) {
      assertThat(MachineWorld.WALKED).as("walked flow transitions").containsAll(Transitions.FLOW);
      assertThat(MachineWorld.WALKED).as("walked atom transitions").containsAll(Transitions.ATOM);
    }
  }

  private static void run(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    MachineWorld world = new MachineWorld(flow(random), Map.of());
    world.accept(new Command.Start(world.moment()));
    double failing = random.nextInt(4) * 0.05;
    double meddling = random.nextBoolean() ? 0.1 : 0;
    for (int step = 0; !world.state().status().ended(); step++) {
      assertThat(step).as("steps until the flow ended").isLessThan(MAX_STEPS);
      step(world, random, failing, meddling);
    }
    if (world.state().status() == FlowStatus.SUCCESS && random.nextInt(4) == 0) {
      world.accept(new Command.Revert(world.moment(), "test"));
      while (!world.state().status().ended()) {
        step(world, random, 0, 0);
      }
      assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
    }
    checkEnd(world);
  }

  private static void step(
      MachineWorld world, RandomGenerator random, double failing, double meddling) {
    if (world.state().status() == FlowStatus.SUSPENDED) {
      world.accept(new Command.Resume(world.moment(), "test"));
      return;
    }
    if (random.nextDouble() < meddling) {
      meddle(world, random);
      return;
    }
    List<String> sent = new ArrayList<>(world.sent().keySet());
    if (sent.isEmpty()) {
      letTimePass(world);
      return;
    }
    String task = sent.get(random.nextInt(sent.size()));
    double dice = random.nextDouble();
    if (dice < failing) {
      world.fail(task, Failure.of(FailureCode.TASK_FAILED, "dice"));
    } else if (dice < failing + 0.05) {
      world.refuse(task);
    } else if (dice < failing + 0.1) {
      tryTo(world, world.reply(new TaskReply.Started(world.ref(task), "w", Instant.EPOCH)));
    } else {
      world.succeed(task, Json.of(random.nextInt(100)));
    }
  }

  private static void meddle(MachineWorld world, RandomGenerator random) {
    switch (random.nextInt(8)) {
      case 0 -> tryTo(world, new Command.Revert(world.moment(), "test"));
      case 1, 2, 3 -> tryTo(world, new Command.Resume(world.moment(), "test"));
      default -> tryTo(world, new Command.Suspend(world.moment(), "test"));
    }
  }

  private static void letTimePass(MachineWorld world) {
    world.pass(Duration.ofSeconds(5));
    for (Effect effect : List.copyOf(world.effects)) {
      if (effect instanceof Effect.SetTimer set) {
        tryTo(world, new Command.TimerDue(world.moment(), set.timer()));
      }
    }
  }

  /** The command may be refused: that is an answer, too. */
  private static void tryTo(MachineWorld world, Command command) {
    if (FlowMachine.decide(world.plan, world.state(), command) instanceof Accepted) {
      world.accept(command);
    }
  }

  private static void checkEnd(MachineWorld world) {
    for (int atom = 0; atom < world.plan.atomCount(); atom++) {
      AtomStatus status = world.state().atom(atom).status();
      switch (world.state().status()) {
        case SUCCESS -> assertThat(status).isEqualTo(AtomStatus.SUCCESS);
        case REVERTED -> assertThat(status).isIn(AtomStatus.REVERTED, AtomStatus.PENDING);
        default -> assertThat(status).isNotIn(AtomStatus.RUNNING, AtomStatus.REVERTING);
      }
    }
  }

  private static Flow flow(RandomGenerator random) {
    return (Flow) part(random, 0, new int[1]).toItem();
  }

  private static FlowPart part(RandomGenerator random, int depth, int[] names) {
    String name = "n" + names[0]++;
    if (depth > 0 && (depth == 3 || random.nextInt(2) == 0)) {
      var task = Flows.task(name, "t");
      if (random.nextInt(4) == 0) {
        task.notRevertible();
      }
      return random.nextInt(4) == 0 ? task.scheduleToStart(Duration.ofSeconds(20)) : task;
    }
    FlowPart[] parts = new FlowPart[random.nextInt(5)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = part(random, depth + 1, names);
    }
    return switch (random.nextInt(3)) {
      case 0 -> Flows.linear(name, parts);
      case 1 -> Flows.unordered(name, parts);
      default -> linked(random, Flows.graph(name, parts), parts);
    };
  }

  /** Links from earlier to later parts only, so that there is no cycle. */
  private static FlowPart linked(
      RandomGenerator random, GraphFlow.Builder graph, FlowPart[] parts) {
    for (int to = 1; to < parts.length; to++) {
      int from = random.nextInt(to);
      graph.link(parts[from].toItem().name(), parts[to].toItem().name());
    }
    return graph;
  }
}

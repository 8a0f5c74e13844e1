package io.taskflow.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.listen.StatusChanges;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What listeners of random flows are told is every change of status, and nothing else. */
class ListenedFlowTest {

  private static final int SEEDS = 300;
  private static final int MAX_STEPS = 2_000;

  @Test
  void listenersHearEveryChangeOnceAndInOrder() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        run(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("with seed " + seed, e);
      }
    }
  }

  private static void run(RandomGenerator random) {
    MachineWorld world =
        new MachineWorld(
            RandomFlows.flow(random),
            RandomFlows.STORE,
            RandomFlows.CONTROLS,
            FlowOptions.DEFAULTS);
    FlowState begin = world.state();
    world.accept(new Command.Start(world.moment()));
    for (int step = 0; step < MAX_STEPS && !world.sent().isEmpty(); step++) {
      List<String> sent = List.copyOf(world.sent().keySet());
      String task = sent.get(random.nextInt(sent.size()));
      if (random.nextInt(10) == 0) {
        world.fail(task);
      } else {
        world.succeed(task);
      }
    }
    if (world.state().status().ended() && random.nextBoolean()) {
      world.accept(new Command.Reset(world.moment(), "test"));
    }
    List<StatusChange> told = StatusChanges.of(begin, world.events);
    assertThat(told)
        .extracting(change -> change.toString().replace(' ', ':'))
        .isEqualTo(world.trace);
    FlowState last = told.getLast().flow().state();
    assertThat(last.status()).isEqualTo(world.state().status());
  }
}

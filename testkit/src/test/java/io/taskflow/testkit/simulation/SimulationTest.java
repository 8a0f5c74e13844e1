package io.taskflow.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.testkit.simulation.world.Fault;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Simulated worlds in which everything goes wrong that can. */
@ExtendWith(QuietLogs.class)
class SimulationTest {

  private static final int SEEDS = 2_000;

  private static final int SHOWN_EVENTS = 150;

  @Test
  void everyWorldKeepsTheInvariantsAndComesToRest() throws InterruptedException {
    Campaign.Outcome outcome = Campaign.run(1, SEEDS, Runtime.getRuntime().availableProcessors());
    assertThat(outcome.failed())
        .as(() -> outcome.failed().getFirst().describe(SHOWN_EVENTS))
        .isEmpty();
    assertThat(outcome.seeds()).isEqualTo(SEEDS);
    assertThat(outcome.faults().keySet()).as("faults").containsExactlyInAnyOrder(Fault.values());
  }

  @Test
  void theSameSeedMakesTheSameWorld() {
    for (long seed = 1; seed <= 20; seed++) {
      Simulation.Result one = Simulation.run(seed);
      Simulation.Result other = Simulation.run(seed);
      assertThat(other.lastEvents()).as("seed %d", seed).isEqualTo(one.lastEvents());
      assertThat(other).as("seed %d", seed).isEqualTo(one);
    }
  }

  @Test
  void theThreadHasItsOwnClassLoaderBackWhenTheTasksHaveRun() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader own = new URLClassLoader(new URL[0], before);
    thread.setContextClassLoader(own);
    try {
      Simulation.run(1);
      assertThat(thread.getContextClassLoader()).isSameAs(own);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}

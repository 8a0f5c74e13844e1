package io.taskflow.testkit.simulation;

import io.taskflow.testkit.simulation.checks.EndChecks;
import io.taskflow.testkit.simulation.world.Fault;
import io.taskflow.testkit.simulation.world.Violation;
import io.taskflow.testkit.simulation.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The world of one seed, from its beginning until every flow is at rest: real engines and workers
 * without their threads, on a simulated broker and journal, and everything goes wrong that can.
 * After a while of that the world heals, and every flow must come to rest.
 */
public final class Simulation {

  /** How long flows may take to come to rest when nothing goes wrong any more. */
  private static final Duration MOST_TO_REST = Duration.ofMinutes(5);

  /** For a world that does not come to an end in virtual time. */
  private static final long MOST_EVENTS = 3_000_000;

  private final World world;
  private final Installation installation;
  private final Client client;
  private final EndChecks end;

  private Simulation(long seed) {
    this.world = new World(seed);
    this.installation = new Installation(world);
    this.client = new Client(installation);
    this.end = new EndChecks(world, installation.checks().journal(), installation.ledger());
  }

  /**
   * What came of a world.
   *
   * @param violation what happened that must not; empty if nothing did
   * @param faults how often what went wrong
   * @param traceHash depends on everything that happened; the same for the same seed
   * @param events how many events there were
   * @param lasted how long it lasted, in virtual time
   * @param lastEvents the last events, for people
   */
  public record Result(
      Optional<Violation> violation,
      Map<Fault, Integer> faults,
      long traceHash,
      long events,
      Duration lasted,
      List<String> lastEvents) {}

  /** Runs the world of a seed. */
  public static Result run(long seed) {
    return new Simulation(seed).run();
  }

  private Result run() {
    Stress stress = installation.stress();
    for (int i = 0; i < stress.engines(); i++) {
      installation.startEngine();
    }
    for (int i = 0; i < stress.workers(); i++) {
      installation.startWorker();
    }
    client.begin();
    new Mishaps(installation).begin();
    runUntil(stress.trouble().toNanos());
    heal();
    long latest = world.time().nowNanos() + MOST_TO_REST.toNanos();
    world.run(
        () ->
            (client.done() && end.allAtRest())
                || world.time().nowNanos() > latest
                || world.trace().events() > MOST_EVENTS);
    if (world.violation().isEmpty()) {
      end.check(client.suspended(), client.forgotten());
    }
    return new Result(
        world.violation(),
        world.faults(),
        world.trace().hash(),
        world.trace().events(),
        Duration.ofNanos(world.time().nowNanos()),
        world.trace().last());
  }

  private void runUntil(long nanos) {
    world.time().at(nanos, () -> {});
    world.run(() -> world.time().nowNanos() >= nanos);
  }

  private void heal() {
    world.heal();
    world.trace().note("world", "heals", "");
    installation.broker().start();
    installation.broker().unblock();
    installation.journalAway(false);
    for (double seconds : List.of(1.0, 15.0)) {
      world.time().after(Duration.ofMillis((long) (1_000 * seconds)), client::tidyUp);
    }
  }
}

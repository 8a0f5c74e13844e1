package io.taskflow.testkit.simulation;

import io.taskflow.testkit.simulation.world.Fault;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Runs a campaign for {@code deploy/simulate.sh}. */
public final class SimulationMain {

  private static final int SHOWN_EVENTS = 200;

  private long seeds = 1_000;
  private long first = 1;
  private int threads = Runtime.getRuntime().availableProcessors();

  private SimulationMain() {}

  /** {@code [--seeds N] [--seed FIRST] [--threads N]}; ends with 1 if something does not hold. */
  public static void main(String[] arguments) throws InterruptedException {
    SimulationMain main = new SimulationMain();
    if (!main.read(arguments)) {
      System.err.println("usage: [--seeds N] [--seed FIRST] [--threads N]");
      System.exit(2);
    }
    System.exit(main.run(System.out) ? 0 : 1);
  }

  private boolean read(String[] arguments) {
    if (arguments.length % 2 != 0) {
      return false;
    }
    for (int i = 0; i < arguments.length; i += 2) {
      long value;
      try {
        value = Long.parseLong(arguments[i + 1]);
      } catch (NumberFormatException e) {
        return false;
      }
      switch (arguments[i]) {
        case "--seeds" -> seeds = value;
        case "--seed" -> first = value;
        case "--threads" -> threads = Math.clamp(value, 1, 256);
        default -> {
          return false;
        }
      }
    }
    return seeds > 0;
  }

  private boolean run(PrintStream out) throws InterruptedException {
    long begin = System.nanoTime();
    Campaign.Outcome outcome = Campaign.run(first, seeds, threads);
    double seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3;
    long faults = outcome.faults().values().stream().mapToLong(Long::longValue).sum();
    out.printf(
        Locale.ROOT,
        "%d seeds from %d in %.1f s, %.1f a second; %d events in %d s of virtual time%n",
        outcome.seeds(),
        first,
        seconds,
        outcome.seeds() / seconds,
        outcome.events(),
        outcome.virtual().toSeconds());
    out.printf(Locale.ROOT, "%d faults:%n", faults);
    for (Fault fault : Fault.values()) {
      out.printf(
          Locale.ROOT,
          "%10d %s%n",
          outcome.faults().getOrDefault(fault, 0L),
          fault.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    outcome.failed().forEach(failed -> out.println(failed.describe(SHOWN_EVENTS)));
    return outcome.failed().isEmpty();
  }
}

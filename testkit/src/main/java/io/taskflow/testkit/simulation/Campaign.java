package io.taskflow.testkit.simulation;

import io.taskflow.testkit.simulation.world.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * The worlds of many seeds. Each runs on one thread; several run beside each other and know nothing
 * of one another.
 */
public final class Campaign {

  private final long first;
  private final long count;
  private final AtomicLong next;
  private final AtomicBoolean failed = new AtomicBoolean();

  private Campaign(long first, long count) {
    this.first = first;
    this.count = count;
    this.next = new AtomicLong(first);
  }

  /**
   * A seed whose world did what it must not.
   *
   * @param seed the seed
   * @param result of its world
   */
  public record Failed(long seed, Simulation.Result result) {

    /** For people: the seed, what does not hold, and what happened last. */
    public String describe(int lastEvents) {
      List<String> events = result.lastEvents();
      String last =
          String.join("\n", events.subList(Math.max(0, events.size() - lastEvents), events.size()));
      return "seed "
          + seed
          + ": "
          + result.violation().map(Object::toString).orElse("no violation")
          + "\nlast events:\n"
          + last;
    }
  }

  /**
   * What came of it.
   *
   * @param seeds how many worlds were run
   * @param faults how often what went wrong in them
   * @param events how many events they had
   * @param virtual how long they lasted in virtual time, together
   * @param failed the seeds whose worlds did what they must not, in ascending order
   */
  public record Outcome(
      long seeds, Map<Fault, Long> faults, long events, Duration virtual, List<Failed> failed) {}

  /**
   * Runs worlds until one does what it must not.
   *
   * @param first the first seed
   * @param count how many
   * @param threads how many run at once
   */
  public static Outcome run(long first, long count, int threads) throws InterruptedException {
    return new Campaign(first, count).run(threads, Simulation::run);
  }

  private Outcome run(int threads, LongFunction<Simulation.Result> world)
      throws InterruptedException {
    List<Outcome> parts = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Outcome>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(executor.submit(() -> runSome(world)));
      }
      for (Future<Outcome> part : running) {
        parts.add(part.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a simulation could not be run", e.getCause());
    }
    return together(parts);
  }

  private Outcome runSome(LongFunction<Simulation.Result> world) {
    List<Outcome> all = new ArrayList<>();
    for (long seed = next.getAndIncrement();
        seed < first + count && !failed.get();
        seed = next.getAndIncrement()) {
      Simulation.Result result = world.apply(seed);
      Map<Fault, Long> faults = new EnumMap<>(Fault.class);
      result.faults().forEach((fault, times) -> faults.put(fault, (long) times));
      List<Failed> found =
          result.violation().isPresent() ? List.of(new Failed(seed, result)) : List.of();
      failed.compareAndSet(false, !found.isEmpty());
      all.add(new Outcome(1, faults, result.events(), result.lasted(), found));
    }
    return together(all);
  }

  private static Outcome together(List<Outcome> parts) {
    Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    List<Failed> failed = new ArrayList<>();
    Duration virtual = Duration.ZERO;
    for (Outcome part : parts) {
      part.faults().forEach((fault, times) -> faults.merge(fault, times, Long::sum));
      failed.addAll(part.failed());
      virtual = virtual.plus(part.virtual());
    }
    failed.sort((a, b) -> Long.compare(a.seed(), b.seed()));
    return new Outcome(
        parts.stream().mapToLong(Outcome::seeds).sum(),
        faults,
        parts.stream().mapToLong(Outcome::events).sum(),
        virtual,
        failed);
  }
}

package io.taskflow.testkit.simulation.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A world in which processes run one step after another on one thread, in an order that chance
 * picks, in virtual time. The same seed makes the same world. Not thread-safe.
 */
public final class World {

  /** So deep may calls stand still within each other. */
  private static final int MOST_NESTED = 3;

  private final Chance chance;
  private final Time time = new Time();
  private final Trace trace = new Trace(time);
  private final List<Process> processes = new ArrayList<>();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private @Nullable Violation violation;
  private boolean faulty = true;
  private int nested;

  /** The world of a seed. */
  public World(long seed) {
    this.chance = new Chance(seed);
  }

  /** All its chance. */
  public Chance chance() {
    return chance;
  }

  /** Its time. */
  public Time time() {
    return time;
  }

  /** What happened. */
  public Trace trace() {
    return trace;
  }

  /** A process begins. */
  public void add(Process process) {
    processes.add(process);
  }

  /** The processes that have not crashed or ended. */
  public List<Process> processes() {
    return List.copyOf(processes);
  }

  /** Whether there are faults still. */
  public boolean faulty() {
    return faulty;
  }

  /** From now on nothing goes wrong any more. */
  public void heal() {
    faulty = false;
  }

  /** Whether a fault is to happen now, in one of so many cases; it is counted then. */
  public boolean strikes(Fault fault, int oneIn) {
    if (!faulty || !chance.oneIn(oneIn)) {
      return false;
    }
    struck(fault);
    trace.note("fault", fault.name(), "");
    return true;
  }

  /** Counts a fault. */
  public void struck(Fault fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  /** How many faults of each kind there were. */
  public Map<Fault, Integer> faults() {
    return faults;
  }

  /** The first violation. */
  public Optional<Violation> violation() {
    return Optional.ofNullable(violation);
  }

  /** Something happened that must not; the first one counts. */
  public void violated(String invariant, String subject, String details) {
    if (violation == null) {
      violation = new Violation(invariant, subject, details);
      trace.note("world", "VIOLATION", violation.toString());
    }
  }

  /** Something that must hold. */
  public void require(boolean holds, String invariant, String subject, String details) {
    if (!holds) {
      violated(invariant, subject, details);
    }
  }

  /** Does something of a process; what it throws is a violation, unless it has crashed. */
  void guarded(Process process, Runnable action) {
    try {
      action.run();
    } catch (ProcessGone e) {
      trace.note(process.name(), "is gone", "");
    } catch (RuntimeException | Error e) {
      if (process.alive()) {
        violated("no step of a process throws", process.name(), String.valueOf(e));
      }
    }
  }

  /**
   * Lets the others go on for a while in the middle of something that a process does, which stands
   * still as long.
   *
   * @return false if that is not possible now, because too many stand still already
   */
  public boolean standStill(Duration atLeast) {
    if (nested >= MOST_NESTED) {
      return false;
    }
    nested++;
    long until = time.nowNanos() + atLeast.toNanos();
    time.at(until, () -> {});
    run(() -> time.nowNanos() >= until);
    nested--;
    return true;
  }

  /** Runs until then, until nothing is left to do, or until something happened that must not. */
  public void run(BooleanSupplier until) {
    while (violation == null && !until.getAsBoolean()) {
      processes.removeIf(process -> !process.alive());
      if (!doSomething() && !jump()) {
        return;
      }
    }
  }

  private boolean doSomething() {
    List<Process> ready = processes.stream().filter(Process::ready).toList();
    boolean due = time.somethingDue();
    int choices = ready.size() + (due ? 1 : 0);
    if (choices == 0) {
      return false;
    }
    int choice = chance.below(choices);
    if (choice < ready.size()) {
      ready.get(choice).doNext();
    } else {
      Runnable event = time.takeDue();
      if (event != null) {
        event.run();
      }
    }
    return true;
  }

  private boolean jump() {
    long next = time.nextNanos();
    for (Process process : processes) {
      if (process.runs()) {
        Optional<Duration> own = process.next();
        if (own.isPresent()) {
          next = Math.min(next, time.nowNanos() + own.get().toNanos());
        }
      }
    }
    if (next == Long.MAX_VALUE) {
      return false;
    }
    time.jumpTo(next);
    return true;
  }
}

package io.taskflow.testkit.simulation.world;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that runs in the world, crashes, and stands still at times. What comes for it while it
 * stands still waits. Not thread-safe.
 */
public abstract class Process {

  private final World world;
  private final String name;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean alive = true;
  private long frozenUntilNanos;

  /** After so many more effects it crashes; 0 if it does not. */
  private int doomedAfter;

  /** A living process. */
  protected Process(World world, String name) {
    this.world = world;
    this.name = name;
  }

  /** Its name, different for each start. */
  public final String name() {
    return name;
  }

  /** The world that it is in. */
  public final World world() {
    return world;
  }

  /** Whether it has not crashed or ended. */
  public final boolean alive() {
    return alive;
  }

  /** Whether it can do something at this moment. */
  public final boolean runs() {
    return alive && frozenUntilNanos <= world.time().nowNanos();
  }

  /** Whether it has not stood still since then. */
  public final boolean ranSince(long nanos) {
    return alive && frozenUntilNanos <= nanos;
  }

  /** Whether it stands still. */
  public final boolean frozen() {
    return alive && !runs();
  }

  /**
   * To be called before whatever it does that others can see.
   *
   * @throws ProcessGone if it has crashed
   */
  public final void touch() {
    requireAlive();
    if (doomedAfter > 0 && --doomedAfter == 0) {
      crash();
    } else {
      mishap();
    }
    requireAlive();
  }

  /** It crashes instead of having that many more effects, the first one being 1. */
  public final void doom(int effects) {
    doomedAfter = effects;
  }

  /**
   * To be called where it does something that nobody else sees.
   *
   * @throws ProcessGone if it has crashed
   */
  public final void requireAlive() {
    if (!alive) {
      throw new ProcessGone(name);
    }
  }

  /** Stands still for a while in the middle of what it does. */
  protected final void freezeInside(Duration time) {
    freeze(time);
    world.standStill(time);
  }

  /** Something may happen to it here: a crash, or that it stands still. */
  protected abstract void mishap();

  /** Stands still for a while. */
  public final void freeze(Duration time) {
    frozenUntilNanos = world.time().nowNanos() + time.toNanos();
    // So that there is an event at which it goes on.
    world.time().at(frozenUntilNanos, () -> {});
    whenFrozen(time);
  }

  /** Ends at once. */
  public final void crash() {
    if (alive) {
      alive = false;
      waiting.clear();
      whenGone();
    }
  }

  /** Hands something to it: done now, or when it does not stand still any more, or never. */
  public final void hand(Runnable action) {
    if (!alive) {
      return;
    }
    if (runs() && waiting.isEmpty()) {
      world.guarded(this, action);
    } else {
      waiting.add(action);
    }
  }

  final boolean ready() {
    return runs() && (!waiting.isEmpty() || next().filter(Duration::isZero).isPresent());
  }

  final void doNext() {
    boolean own = next().filter(Duration::isZero).isPresent();
    @Nullable Runnable handed = own && world.chance().oneIn(2) ? null : waiting.poll();
    world.guarded(this, handed == null ? this::step : handed);
  }

  /** Does one of the things that are due by themselves. */
  protected abstract void step();

  /** After how long something is due by itself, zero if it is now; empty if nothing is. */
  protected abstract Optional<Duration> next();

  /** What becomes of its connections when it has crashed. */
  protected abstract void whenGone();

  /** What becomes of its connections when it stands still. */
  protected abstract void whenFrozen(Duration time);
}

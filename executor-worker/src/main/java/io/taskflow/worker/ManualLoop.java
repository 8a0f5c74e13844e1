package io.taskflow.worker;

import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** A worker's loop that does nothing until its caller does the next action. Not thread-safe. */
final class ManualLoop implements WorkerLoop {

  private final LongSupplier nanoTime;
  private final RandomGenerator chance;
  private final TaskLauncher launcher;
  private final Deque<Runnable> actions = new ArrayDeque<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(
          Comparator.comparingLong((Later l) -> l.atNanos).thenComparingLong(l -> l.number));
  private long number;
  private boolean closed;

  ManualLoop(LongSupplier nanoTime, RandomGenerator chance, TaskLauncher launcher) {
    this.nanoTime = nanoTime;
    this.chance = chance;
    this.launcher = launcher;
  }

  private static final class Later implements Timer {
    private final long atNanos;
    private final long number;
    private final Runnable action;
    private boolean cancelled;

    Later(long atNanos, long number, Runnable action) {
      this.atNanos = atNanos;
      this.number = number;
      this.action = action;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  @Override
  public void execute(Runnable action) {
    if (!closed) {
      actions.add(WorkerLoop.guarded(action));
    }
  }

  @Override
  public void executeQuick(Runnable action) {
    execute(action);
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    return add(delay, WorkerLoop.guarded(action));
  }

  private Timer add(Duration delay, Runnable action) {
    if (closed) {
      return Timer.NONE;
    }
    Later added = new Later(nanoTime() + delay.toNanos(), number++, action);
    later.add(added);
    return added;
  }

  @Override
  public Timer every(Duration period, Runnable action) {
    return Repetition.start(this, period, action);
  }

  @Override
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  @Override
  public double random() {
    return chance.nextDouble();
  }

  @Override
  public Running launch(TaskRequest request, Runnable code) {
    return launcher.launch(request, code);
  }

  @Override
  public void close() {
    closed = true;
    later.clear();
  }

  /** Does an action that is due; false if none is. Which of two kinds comes first is chance. */
  boolean step() {
    if (nextNanos().orElse(1L) > 0) {
      return false;
    }
    boolean timed = !later.isEmpty() && later.element().atNanos - nanoTime() <= 0;
    if (timed && (actions.isEmpty() || chance.nextBoolean())) {
      later.remove().action.run();
    } else {
      actions.remove().run();
    }
    return true;
  }

  /** How many nanoseconds after now an action is due, zero or less if one is; empty for never. */
  Optional<Long> nextNanos() {
    while (!later.isEmpty() && later.element().cancelled) {
      later.remove();
    }
    if (!actions.isEmpty()) {
      return Optional.of(0L);
    }
    return Optional.ofNullable(later.peek()).map(first -> first.atNanos - nanoTime());
  }
}

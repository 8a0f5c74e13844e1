package io.taskflow.engine.runtime;

import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Keeps what is to be done, and when, until its caller does it. Not thread-safe. */
final class ManualDrive implements Drive {

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final RandomGenerator chance;
  private final List<Driven> partitions = new ArrayList<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::atNanos));

  ManualDrive(InstantSource clock, LongSupplier nanoTime, RandomGenerator chance) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.chance = chance;
  }

  private record Later(long atNanos, Runnable action) {}

  /** A partition and when its next step is due. */
  private static final class Driven {
    private final Partition partition;
    private Rest rest = Rest.NONE;
    private long untilNanos;
    private boolean busy;

    Driven(Partition partition, long nowNanos) {
      this.partition = partition;
      this.untilNanos = nowNanos;
    }

    void step(LongSupplier nanoTime) {
      busy = true;
      rest = partition.step();
      busy = false;
      untilNanos = nanoTime.getAsLong() + rest.atMost().toNanos();
    }
  }

  @Override
  public Instant instant() {
    return clock.instant();
  }

  @Override
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  @Override
  public FlowId newId() {
    return FlowId.random(instant(), chance);
  }

  @Override
  public void after(Duration delay, Runnable action) {
    later.add(new Later(nanoTime() + delay.toNanos(), action));
  }

  @Override
  public void aside(Runnable action) {
    after(Duration.ZERO, action);
  }

  @Override
  public void drive(Partition partition) {
    partitions.add(new Driven(partition, nanoTime()));
  }

  RandomGenerator chance() {
    return chance;
  }

  /** What is due now, in no particular order. */
  List<Runnable> due() {
    long now = nanoTime();
    List<Runnable> due = new ArrayList<>();
    for (Driven driven : partitions) {
      if (!driven.busy
          && (driven.untilNanos - now <= 0 || driven.partition.endsEarly(driven.rest))) {
        driven.untilNanos = now;
        due.add(() -> step(driven));
      }
    }
    Later first = later.peek();
    if (first != null && first.atNanos() - now <= 0) {
      due.add(
          () -> {
            later.remove(first);
            first.action().run();
          });
    }
    return due;
  }

  /** How long after now something becomes due by itself; null if nothing does. */
  @Nullable Duration next() {
    long now = nanoTime();
    Long next = null;
    for (Driven driven : partitions) {
      if (!driven.busy) {
        next = earlier(next, driven.untilNanos - now);
      }
    }
    Later first = later.peek();
    if (first != null) {
      next = earlier(next, first.atNanos() - now);
    }
    return next == null ? null : Duration.ofNanos(Math.max(0, next));
  }

  private static Long earlier(@Nullable Long one, long other) {
    return one == null ? other : Long.valueOf(Math.min(one, other));
  }

  private void step(Driven driven) {
    driven.step(nanoTime);
    if (driven.partition.ended()) {
      partitions.remove(driven);
    }
  }
}

package io.taskflow.engine.runtime;

import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Drives an engine by the system's clocks, with a thread for each partition. Thread-safe. */
final class EngineThreads implements Drive {

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public FlowId newId() {
    return FlowId.random(instant());
  }

  @Override
  public void after(Duration delay, Runnable action) {
    CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(action);
  }

  @Override
  public void aside(Runnable action) {
    Thread.ofVirtual().name("aside").start(action);
  }

  @Override
  public void drive(Partition partition) {
    Thread.ofPlatform()
        .name("flow-loop-" + partition.lease().partition())
        .start(() -> loop(partition));
  }

  private static void loop(Partition partition) {
    try {
      while (!partition.ended()) {
        partition.rest(partition.step());
      }
    } catch (InterruptedException e) {
      partition.abandon("interrupted");
    }
  }
}

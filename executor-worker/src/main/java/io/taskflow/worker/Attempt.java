package io.taskflow.worker;

import io.taskflow.protocol.TaskRequest;
import io.taskflow.worker.WorkerLoop.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request in this worker's hands, from its arrival until it is answered and its code has ended.
 * Owned by the worker's loop; {@link #interruption} may be read by any thread.
 */
final class Attempt {

  private final TaskRequest request;
  private final TaskDefinition definition;
  private final long arrivedNanos;
  private final List<HeldDelivery> deliveries = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();
  private volatile @Nullable Interruption interruption;
  private TaskLauncher.@Nullable Running running;
  private @Nullable ProgressReporter progress;
  private boolean answered;
  private boolean leased;

  Attempt(
      TaskRequest request, TaskDefinition definition, HeldDelivery delivery, long arrivedNanos) {
    this.arrivedNanos = arrivedNanos;
    this.request = request;
    this.definition = definition;
    deliveries.add(delivery);
  }

  TaskRequest request() {
    return request;
  }

  String token() {
    return request.attempt().token().value();
  }

  TaskDefinition definition() {
    return definition;
  }

  /** The same message may be delivered again while it is in hand; all of them are to be settled. */
  void add(HeldDelivery delivery) {
    deliveries.add(delivery);
  }

  /** What is to be settled from now on; the caller settles it. */
  List<HeldDelivery> takeDeliveries() {
    List<HeldDelivery> taken = List.copyOf(deliveries);
    deliveries.clear();
    return taken;
  }

  /** Whether the broker has taken every delivery of it back. */
  boolean lost() {
    return deliveries.stream().allMatch(HeldDelivery::lost);
  }

  /** How often it may have been begun before, as far as its first delivery tells. */
  int priorDeliveries() {
    return deliveries.isEmpty() ? 0 : deliveries.getFirst().priorDeliveries();
  }

  /** How long ago it came. */
  Duration age(long nowNanos) {
    return Duration.ofNanos(nowNanos - arrivedNanos);
  }

  boolean running() {
    return running != null;
  }

  void begin(TaskLauncher launcher, Runnable code, ProgressReporter reporter) {
    progress = reporter;
    running = launcher.launch(request, code);
  }

  void add(Timer timer) {
    timers.add(timer);
  }

  void cancelTimers() {
    timers.forEach(Timer::cancel);
    timers.clear();
  }

  /** Why its code was interrupted; null if it wasn't. */
  @Nullable Interruption interruption() {
    return interruption;
  }

  /** Interrupts its code; the first reason stays. */
  void interrupt(Interruption reason) {
    if (interruption == null) {
      interruption = reason;
    }
    if (running != null) {
      running.interrupt();
    }
  }

  /** Whether its fate is decided; the code may still run. */
  boolean answered() {
    return answered;
  }

  /** Nothing more is said about it than the answer, before which the last progress goes out. */
  void close() {
    answered = true;
    if (progress != null) {
      progress.close();
    }
  }

  /** Whether its requests are acknowledged and a lease stands for them. */
  boolean leased() {
    return leased;
  }

  void lease(boolean value) {
    leased = value;
  }

  /** When it must end, if it begins at that time; null for no limit. */
  @Nullable Instant deadline(Instant begin) {
    return request.startToClose() == null ? null : begin.plus(request.startToClose());
  }
}

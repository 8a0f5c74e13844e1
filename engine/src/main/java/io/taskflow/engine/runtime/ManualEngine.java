package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowState;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An engine that does nothing by itself: whoever has it calls {@link #step} as long as something is
 * due, and again when time has passed or something has arrived. It is the same code in the same
 * order as an {@link Engine}'s, without its threads; so whole installations can be run on one
 * thread, at any speed, in an order that can be repeated. Made by {@link EngineBuilder#manual}.
 *
 * <p>Not thread-safe: one thread calls it and everything that it is built on. An engine that is
 * simply not stepped any more is one that has crashed, or stands still.
 */
public final class ManualEngine {

  private final EngineNode node;
  private final ManualDrive drive;
  private long nextKeepNanos;
  private long nextLookNanos;
  private boolean stopping;
  private boolean stopped;

  ManualEngine(EngineNode node, ManualDrive drive) {
    this.node = node;
    this.drive = drive;
    this.nextKeepNanos = drive.nanoTime();
    this.nextLookNanos = drive.nanoTime() + FlowLooker.LOOK_EVERY.toNanos();
  }

  /** The engine's name. */
  public String name() {
    return node.name();
  }

  /**
   * Does one thing that is due; if there are several, chance picks one.
   *
   * @return false if nothing is due
   */
  public boolean step() {
    List<Runnable> due = due();
    if (due.isEmpty()) {
      return false;
    }
    due.get(drive.chance().nextInt(due.size())).run();
    return true;
  }

  /** Whether something is due now. */
  public boolean ready() {
    return !due().isEmpty();
  }

  /** How long after now something becomes due, if nothing arrives before; empty for never. */
  public Optional<Duration> next() {
    @Nullable Duration next = drive.next();
    if (!stopping) {
      long now = drive.nanoTime();
      long own = Math.max(0, Math.min(nextKeepNanos, nextLookNanos) - now);
      next = next == null || next.toNanos() > own ? Duration.ofNanos(own) : next;
    }
    return Optional.ofNullable(next);
  }

  private List<Runnable> due() {
    List<Runnable> due = new ArrayList<>(drive.due());
    long now = drive.nanoTime();
    if (!stopping && nextKeepNanos - now <= 0) {
      due.add(this::keepPartitions);
    }
    if (!stopping && nextLookNanos - now <= 0) {
      due.add(this::look);
    }
    if (stopping && !stopped && node.partitions().allEnded()) {
      due.add(this::end);
    }
    return due;
  }

  private void keepPartitions() {
    Duration tick = node.partitions().step();
    nextKeepNanos = drive.nanoTime() + tick.toNanos();
  }

  private void look() {
    node.looker().look();
    nextLookNanos = drive.nanoTime() + FlowLooker.LOOK_EVERY.toNanos();
  }

  /**
   * A flow on its way into the journal.
   *
   * @param flow its identity
   * @param stored completed when it is durable
   */
  public record Submission(FlowId flow, CompletableFuture<Void> stored) {}

  /** As {@link Engine#submit(Flow, Map, SubmitOptions)}, but it is stored by later steps. */
  public Submission submit(Flow flow, Map<String, ?> store, SubmitOptions options) {
    Submissions.Submission begun = node.submissions().begin(flow, store, options);
    return new Submission(begun.flow(), begun.stored());
  }

  /**
   * Asks something of a flow, as {@link FlowHandle} does.
   *
   * @return completed when the request is durable
   */
  public CompletableFuture<Void> send(Signal signal) {
    return node.signals().begin(signal);
  }

  /** As {@link Engine#health}. */
  public EngineHealth health() {
    return node.health();
  }

  /** A flow as this engine has it in memory, if it does and is not amid a step with it. */
  public Optional<FlowState> inMemory(FlowId flow, int partition) {
    return Optional.ofNullable(node.partitions().get(partition))
        .flatMap(owned -> owned.peek(flow))
        .map(LiveFlow::state);
  }

  /** Begins to hand its partitions over, as {@link Engine#close} does; further steps end it. */
  public void stop() {
    if (!stopping) {
      stopping = true;
      node.partitions().stopAll();
    }
  }

  /** Whether it has come to its end after {@link #stop}. */
  public boolean stopped() {
    return stopped;
  }

  private void end() {
    stopped = true;
    node.close();
  }
}

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
import java.util.function.Supplier;
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
  private final Task keeping;
  private final List<Task> tasks;
  private boolean stopping;
  private boolean stopped;

  ManualEngine(EngineNode node, ManualDrive drive) {
    this.node = node;
    this.drive = drive;
    this.keeping = new Task(node.partitions()::step, drive.nanoTime());
    Task watching =
        new Task(
            () -> {
              node.partitions().watch();
              return node.partitions().tick();
            },
            drive.nanoTime());
    Task looking =
        new Task(
            () -> {
              node.looker().look();
              return FlowLooker.LOOK_EVERY;
            },
            drive.nanoTime() + FlowLooker.LOOK_EVERY.toNanos());
    this.tasks = List.of(keeping, watching, looking);
  }

  /** Something that is done again and again, and not while it is being done. */
  private final class Task implements Runnable {
    private final Supplier<Duration> action;
    private long dueNanos;
    private boolean busy;

    Task(Supplier<Duration> action, long firstNanos) {
      this.action = action;
      this.dueNanos = firstNanos;
    }

    /** How long after now it is due; never while the engine stops. */
    long untilDueNanos() {
      return busy || stopping ? Long.MAX_VALUE : Math.max(0, dueNanos - drive.nanoTime());
    }

    @Override
    public void run() {
      busy = true;
      Duration pause = action.get();
      busy = false;
      if (stopping) {
        // It may have taken a partition over while it was told to stop.
        node.partitions().stopAll();
      }
      dueNanos = drive.nanoTime() + pause.toNanos();
    }
  }

  /** The engine's name. */
  public String name() {
    return node.name();
  }

  /**
   * Does one thing that is due; if there are several, chance picks one. It may be called again from
   * within a step, by what the engine is built on: what the step belongs to has to wait then, as if
   * its thread stood still, and the engine's other parts go on.
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
    if (toEnd()) {
      return Optional.of(Duration.ZERO);
    }
    @Nullable Duration next = drive.next();
    long own = Long.MAX_VALUE;
    for (Task task : tasks) {
      own = Math.min(own, task.untilDueNanos());
    }
    if (own < Long.MAX_VALUE && (next == null || next.toNanos() > own)) {
      next = Duration.ofNanos(own);
    }
    return Optional.ofNullable(next);
  }

  private List<Runnable> due() {
    List<Runnable> due = new ArrayList<>(drive.due());
    for (Task task : tasks) {
      if (task.untilDueNanos() == 0) {
        due.add(task);
      }
    }
    if (toEnd()) {
      due.add(this::end);
    }
    return due;
  }

  private boolean toEnd() {
    return stopping && !stopped && !keeping.busy && node.partitions().allEnded();
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

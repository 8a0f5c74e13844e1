package io.taskflow.engine.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.Decision;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Action;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Every meter of the engine, by name; {@code docs/metrics.md} explains them. Tags have few values:
 * never a flow's id or a task's name. Thread-safe.
 */
public final class EngineMetrics {

  public static final String FLOW_SUBMITTED = "taskflow.flow.submitted";
  public static final String FLOW_FINISHED = "taskflow.flow.finished";
  public static final String FLOW_DURATION = "taskflow.flow.duration";
  public static final String FLOW_IN_MEMORY = "taskflow.flow.in.memory";
  public static final String FLOW_FORGOTTEN = "taskflow.flow.forgotten";
  public static final String ATTEMPT_DISPATCHED = "taskflow.attempt.dispatched";
  public static final String ATTEMPT_ENDED = "taskflow.attempt.ended";
  public static final String ATTEMPT_DEFERRED = "taskflow.attempt.deferred";
  public static final String ATTEMPT_OUTSTANDING = "taskflow.attempt.outstanding";
  public static final String ATTEMPT_HELD_BACK = "taskflow.attempt.held.back";
  public static final String ATTEMPT_PARKED = "taskflow.attempt.parked";
  public static final String ATTEMPT_DURATION = "taskflow.attempt.duration";
  public static final String COMMAND_REJECTED = "taskflow.command.rejected";
  public static final String COMMIT_DURATION = "taskflow.commit.duration";
  public static final String COMMIT_ENTRIES = "taskflow.commit.entries";
  public static final String COMMIT_RETRIES = "taskflow.commit.retries";
  public static final String SNAPSHOT_SIZE = "taskflow.snapshot.size";
  public static final String LOAD_ENTRIES = "taskflow.load.entries";
  public static final String PUBLISH_UNCONFIRMED = "taskflow.publish.unconfirmed";
  public static final String INBOX_DEPTH = "taskflow.inbox.depth";
  public static final String MESSAGE_UNREADABLE = "taskflow.message.unreadable";
  public static final String MESSAGE_REFUSED = "taskflow.message.refused";
  public static final String MESSAGE_DEAD = "taskflow.message.dead";
  public static final String PARTITION_OWNED = "taskflow.partition.owned";
  public static final String PARTITION_LOST = "taskflow.partition.lost";
  public static final String LISTENER_FAILED = "taskflow.listener.failed";
  public static final String LISTENER_MISSED = "taskflow.listener.missed";
  public static final String TASK_DURATION = "taskflow.task.duration";
  public static final String ENGINE_FAULTS = "taskflow.engine.faults";
  public static final String BROKER_UP = "taskflow.broker.up";
  public static final String WORKERS_SEEN = "taskflow.workers.seen";

  private final MeterRegistry registry;
  private final Queue<Meter> gauges = new ConcurrentLinkedQueue<>();
  private final Counter submitted;
  private final Counter forgotten;
  private final Timer commitDuration;
  private final DistributionSummary commitEntries;
  private final Counter commitRetries;
  private final DistributionSummary snapshotSize;
  private final DistributionSummary loadEntries;
  private final Counter unreadable;
  private final Counter refused;
  private final Counter dead;
  private final Counter partitionLost;
  private final Counter faults;
  private final Counter listenerFailed;
  private final Counter listenersMissed;

  /** Registers the meters. */
  public EngineMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.submitted = registry.counter(FLOW_SUBMITTED);
    this.forgotten = registry.counter(FLOW_FORGOTTEN);
    this.commitDuration =
        Timer.builder(COMMIT_DURATION).publishPercentiles(0.5, 0.99).register(registry);
    this.commitEntries = DistributionSummary.builder(COMMIT_ENTRIES).register(registry);
    this.commitRetries = registry.counter(COMMIT_RETRIES);
    this.snapshotSize = DistributionSummary.builder(SNAPSHOT_SIZE).register(registry);
    this.loadEntries = DistributionSummary.builder(LOAD_ENTRIES).register(registry);
    this.unreadable = registry.counter(MESSAGE_UNREADABLE);
    this.refused = registry.counter(MESSAGE_REFUSED);
    this.dead = registry.counter(MESSAGE_DEAD);
    this.partitionLost = registry.counter(PARTITION_LOST);
    this.faults = registry.counter(ENGINE_FAULTS);
    this.listenerFailed = registry.counter(LISTENER_FAILED);
    this.listenersMissed = registry.counter(LISTENER_MISSED);
  }

  /** A flow was stored. */
  public void flowSubmitted() {
    submitted.increment();
  }

  /** A flow ended. */
  public void flowFinished(FlowStatus status, Duration took) {
    String tag = word(status);
    registry.counter(FLOW_FINISHED, "status", tag).increment();
    registry.timer(FLOW_DURATION, "status", tag).record(took);
  }

  /** Flows that ended long ago were deleted. */
  public void flowsForgotten(int count) {
    forgotten.increment(count);
  }

  /** A request was handed to the broker's client. */
  public void dispatched(String topic, Action action) {
    registry.counter(ATTEMPT_DISPATCHED, "topic", topic, "action", word(action)).increment();
  }

  /** An attempt ended; {@code took} counts from its dispatch. */
  public void attemptEnded(String topic, Action action, String outcome, Duration took) {
    registry
        .counter(ATTEMPT_ENDED, "topic", topic, "action", word(action), "outcome", outcome)
        .increment();
    registry.timer(ATTEMPT_DURATION, "topic", topic, "action", word(action)).record(took);
  }

  /** A request found no queue, or no worker that takes it, and is sent again later. */
  public void attemptDeferred(String topic) {
    registry.counter(ATTEMPT_DEFERRED, "topic", topic).increment();
  }

  /** A request is out that no live worker takes. */
  public void attemptParked(String topic) {
    registry.counter(ATTEMPT_PARKED, "topic", topic).increment();
  }

  /** The machine refused a command, for instance a late reply. */
  public void rejected(Decision.Code code) {
    registry.counter(COMMAND_REJECTED, "code", word(code)).increment();
  }

  /** A commit was made. */
  public void committed(int entries, Duration took) {
    commitDuration.record(took);
    commitEntries.record(entries);
  }

  /** The journal was not available for a commit, which is tried again. */
  public void commitRetried() {
    commitRetries.increment();
  }

  /** The state of a flow was stored as a whole. */
  public void snapshot(int characters) {
    snapshotSize.record(characters);
  }

  /** A flow was read: its last snapshot if it has one, and so many entries after that. */
  public void loaded(int entries) {
    loadEntries.record(entries);
  }

  /** A message could not be read. */
  public void unreadable() {
    unreadable.increment();
  }

  /** A message was not signed by somebody who may say it. */
  public void refused() {
    refused.increment();
  }

  /** A dead letter was taken. */
  public void dead() {
    dead.increment();
  }

  /** A partition went to somebody else, or could not be renewed in time. */
  public void partitionLost() {
    partitionLost.increment();
  }

  /** Something happened that should not: a defect, or a damaged journal. */
  public void fault() {
    faults.increment();
  }

  /** A listener in this process threw something. */
  public void listenerFailed() {
    listenerFailed.increment();
  }

  /** A step of a flow was not told to listeners, since too many wait for them. */
  public void listenersMissed() {
    listenersMissed.increment();
  }

  /** An execute or a revert of a task ended with this status; for who listens to an engine. */
  public static void taskEnded(
      MeterRegistry registry, String topic, AtomStatus status, Duration took) {
    registry.timer(TASK_DURATION, "topic", topic, "status", word(status)).record(took);
  }

  /** Registers a value that is read when somebody looks. */
  public void gauge(String name, Supplier<Number> value) {
    gauges.add(io.micrometer.core.instrument.Gauge.builder(name, value).register(registry));
  }

  /** Takes the gauges back: they would show an engine that is closed, and keep it in memory. */
  public void removeGauges() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

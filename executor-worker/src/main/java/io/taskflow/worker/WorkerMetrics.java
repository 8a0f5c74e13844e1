package io.taskflow.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.transport.PublishOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Every meter of a worker. All have the tag {@code worker}, its name without the part that is
 * different for each start. What each means is written down in {@code docs/metrics.md}.
 * Thread-safe.
 */
final class WorkerMetrics implements AutoCloseable {

  static final String SLOTS = "taskflow.worker.slots";
  static final String WAITING = "taskflow.worker.requests.waiting";
  static final String ANSWERED = "taskflow.worker.requests.answered";
  static final String GIVEN_BACK = "taskflow.worker.requests.given.back";
  static final String REDELIVERED = "taskflow.worker.requests.redelivered";
  static final String DUPLICATE = "taskflow.worker.requests.duplicate";
  static final String UNREADABLE = "taskflow.worker.requests.unreadable";
  static final String CONTROL_UNREADABLE = "taskflow.worker.control.unreadable";
  static final String REFUSED = "taskflow.worker.messages.refused";
  static final String RUN_TIME = "taskflow.worker.run.time";
  static final String CONFIRM_TIME = "taskflow.worker.reply.confirm.time";
  static final String UNCONFIRMED = "taskflow.worker.replies.unconfirmed";
  static final String REPLY_RETRIES = "taskflow.worker.reply.retries";
  static final String LEASES = "taskflow.worker.leases";
  static final String CONSUMER_RESTARTS = "taskflow.worker.consumer.restarts";

  /** More task types than this share one value of the tag {@code task.type}. */
  static final int MAX_TYPE_TAGS = 200;

  private static final String OTHER_TYPES = "other";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Set<String> typeTags;
  private final List<Meter> own = new ArrayList<>();
  private final Counter givenBack;
  private final Counter redelivered;
  private final Counter duplicate;
  private final Counter unreadable;
  private final Counter controlUnreadable;
  private final Counter refused;
  private final Timer confirmTime;

  WorkerMetrics(MeterRegistry registry, String workerName, TaskRegistry tasks) {
    this.registry = registry;
    this.tags = Tags.of("worker", workerName);
    this.typeTags =
        tasks.definitions().stream()
            .map(TaskDefinition::type)
            .distinct()
            .limit(MAX_TYPE_TAGS)
            .collect(Collectors.toUnmodifiableSet());
    givenBack = registry.counter(GIVEN_BACK, tags);
    redelivered = registry.counter(REDELIVERED, tags);
    duplicate = registry.counter(DUPLICATE, tags);
    unreadable = registry.counter(UNREADABLE, tags);
    refused = registry.counter(REFUSED, tags);
    controlUnreadable = registry.counter(CONTROL_UNREADABLE, tags);
    confirmTime = registry.timer(CONFIRM_TIME, tags);
  }

  /** Begins to show what the worker has in hand. */
  void watch(Slots slots, Backlog backlog, ReplyOutlet outlet, Supplier<Long> consumerRestarts) {
    gauge(SLOTS, tags.and("state", "used"), slots::used);
    gauge(SLOTS, tags.and("state", "free"), slots::free);
    gauge(SLOTS, tags.and("state", "stuck"), slots::stuck);
    gauge(LEASES, tags, slots::leased);
    gauge(WAITING, tags, backlog::size);
    gauge(UNCONFIRMED, tags, outlet::pending);
    own.add(
        FunctionCounter.builder(CONSUMER_RESTARTS, consumerRestarts, Supplier::get)
            .tags(tags)
            .register(registry));
  }

  /** Shows nothing of the worker's present any more; what was counted stays. */
  @Override
  public void close() {
    own.forEach(registry::remove);
  }

  /** A request was answered for good. */
  void answered(Action action, String outcome) {
    registry
        .counter(ANSWERED, tags.and("action", lowerCase(action)).and("outcome", outcome))
        .increment();
  }

  /** A task's code has ended. */
  void ran(String taskType, Action action, Duration took) {
    String tag = typeTags.contains(taskType) ? taskType : OTHER_TYPES;
    registry
        .timer(RUN_TIME, tags.and("task.type", tag).and("action", lowerCase(action)))
        .record(took);
  }

  /** A reply that must not get lost was confirmed by the broker. */
  void confirmed(Duration took) {
    confirmTime.record(took);
  }

  /** The broker didn't take a reply, which will be published again. */
  void replyRetried(PublishOutcome outcome) {
    registry.counter(REPLY_RETRIES, tags.and("outcome", lowerCase(outcome))).increment();
  }

  /** A request goes back to its queue unanswered. */
  void givenBack() {
    givenBack.increment();
  }

  /** A request came that somebody may have had before. */
  void redelivered() {
    redelivered.increment();
  }

  /** A request came that this worker has in hand or has answered. */
  void duplicate() {
    duplicate.increment();
  }

  /** A message came that is no valid request. */
  void unreadable() {
    unreadable.increment();
  }

  /** A message came where engines tell workers something, and is none of these. */
  void controlUnreadable() {
    controlUnreadable.increment();
  }

  /** A message was not signed by somebody who may say it. */
  void refused() {
    refused.increment();
  }

  private void gauge(String name, Tags with, Supplier<Number> value) {
    own.add(Gauge.builder(name, value).tags(with).register(registry));
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

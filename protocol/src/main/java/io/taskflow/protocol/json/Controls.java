package io.taskflow.protocol.json;

import io.taskflow.protocol.ControlMessage;
import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.ControlMessage.DrainWorker;
import io.taskflow.protocol.ControlMessage.LostTopic;
import io.taskflow.protocol.ControlMessage.TaskType;
import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.ControlMessage.WhoIsThere;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import java.time.Instant;
import java.util.List;

/** The {@link ControlMessage}s on the wire. */
final class Controls {

  private static final Key<String> NAME = new Key<>("name", Types.TEXT);
  private static final Key<String> VERSION = new Key<>("version", Types.TEXT);

  private static final Shape<TaskType> TASK_TYPE =
      Shape.<TaskType>builder()
          .required(NAME, TaskType::name)
          .required(VERSION, TaskType::version)
          .build(v -> new TaskType(v.get(NAME), v.get(VERSION)));

  private static final Key<String> WORKER = new Key<>("worker", Types.TEXT);
  private static final Key<String> HOST = new Key<>("host", Types.TEXT);
  private static final Key<String> TOPIC = new Key<>("topic", Types.TEXT);
  private static final Key<List<String>> TOPICS = new Key<>("topics", Types.list(Types.TEXT));
  private static final Key<List<TaskType>> TASK_TYPES =
      new Key<>("taskTypes", Types.list(TASK_TYPE));
  private static final Key<Integer> SLOTS = new Key<>("slots", Types.COUNT);
  private static final Key<Integer> BUSY = new Key<>("busy", Types.COUNT);
  private static final Key<WorkerState> STATE =
      new Key<>("state", Types.constant(WorkerState.class));
  private static final Key<Instant> STARTED_AT = new Key<>("startedAt", Types.INSTANT);
  private static final Key<Instant> AT = new Key<>("at", Types.INSTANT);
  private static final Key<Long> INTERVAL = new Key<>("intervalMillis", Types.MILLIS);
  private static final Key<Long> UNHEARD = new Key<>("unheardMillis", Types.MILLIS);
  private static final Key<String> ENGINE = new Key<>("engine", Types.TEXT);
  private static final Key<String> REASON = new Key<>("reason", Types.TEXT);

  private static final Key<Instant> MADE_AT = new Key<>("madeAt", Types.INSTANT);

  private static final Shape<LostTopic> LOST_TOPIC =
      Shape.<LostTopic>builder()
          .required(TOPIC, LostTopic::topic)
          .required(MADE_AT, LostTopic::madeAt)
          .build(v -> new LostTopic(v.get(TOPIC), v.get(MADE_AT)));

  private static final Key<List<LostTopic>> LOST_TOPICS =
      new Key<>("lostTopics", Types.list(LOST_TOPIC));

  static final Shape<WorkerAnnouncement> ANNOUNCEMENT =
      Shape.<WorkerAnnouncement>builder()
          .required(WORKER, WorkerAnnouncement::worker)
          .required(HOST, WorkerAnnouncement::host)
          .required(TOPICS, WorkerAnnouncement::topics)
          .required(TASK_TYPES, WorkerAnnouncement::taskTypes)
          .required(SLOTS, WorkerAnnouncement::slots)
          .required(BUSY, WorkerAnnouncement::busy)
          .required(STATE, WorkerAnnouncement::state)
          .required(STARTED_AT, WorkerAnnouncement::startedAt)
          .required(AT, WorkerAnnouncement::at)
          .required(INTERVAL, WorkerAnnouncement::intervalMillis)
          .optional(UNHEARD, WorkerAnnouncement::unheardMillis)
          .optional(LOST_TOPICS, a -> a.lostTopics().isEmpty() ? null : a.lostTopics())
          .build(
              v ->
                  new WorkerAnnouncement(
                      v.get(WORKER),
                      v.get(HOST),
                      v.get(TOPICS),
                      v.get(TASK_TYPES),
                      v.get(SLOTS),
                      v.get(BUSY),
                      v.get(STATE),
                      v.get(STARTED_AT),
                      v.get(AT),
                      v.get(INTERVAL),
                      v.optional(UNHEARD),
                      v.orElse(LOST_TOPICS, List.of())));

  static final Shape<TopicLost> TOPIC_LOST =
      Shape.<TopicLost>builder()
          .required(TOPIC, TopicLost::topic)
          .required(WORKER, TopicLost::worker)
          .optional(MADE_AT, TopicLost::madeAt)
          .build(v -> new TopicLost(v.get(TOPIC), v.get(WORKER), v.optional(MADE_AT)));

  static final Shape<WhoIsThere> WHO_IS_THERE =
      Shape.<WhoIsThere>builder()
          .required(ENGINE, WhoIsThere::engine)
          .build(v -> new WhoIsThere(v.get(ENGINE)));

  static final Shape<CancelAttempt> CANCEL_ATTEMPT =
      Attempts.shape(CancelAttempt::attempt)
          .required(REASON, CancelAttempt::reason)
          .build(v -> new CancelAttempt(Attempts.read(v), v.get(REASON)));

  static final Shape<DrainWorker> DRAIN_WORKER =
      Shape.<DrainWorker>builder()
          .required(WORKER, DrainWorker::worker)
          .build(v -> new DrainWorker(v.get(WORKER)));

  private Controls() {}
}

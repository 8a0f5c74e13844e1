package io.taskflow.engine.runtime;

import io.taskflow.protocol.ControlMessage.LostTopic;
import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which losses of topics' queues this engine has heard of. A worker tells of one once, to whoever
 * hears it then; an engine whose link was down learns it from the worker's announcements. Owned by
 * the thread of one consumer.
 */
final class HeardLosses {

  /** More than there are at once; what was heard of first is forgotten first. */
  static final int MOST = 10_000;

  private record Place(String worker, String topic) {}

  private final EngineContext context;
  private final long startedAtNanos;
  private final Map<Place, Instant> known = new LinkedHashMap<>();

  HeardLosses(EngineContext context) {
    this.context = context;
    this.startedAtNanos = context.drive().nanoTime();
  }

  void heard(TopicLost lost) {
    @Nullable Instant madeAt = lost.madeAt();
    if (madeAt != null) {
      note(new Place(lost.worker(), lost.topic()), madeAt);
    }
  }

  /**
   * The topics whose loss this engine has not heard of, and had to: what was lost long before it
   * started was heard by others. Only times of the worker's own clock are compared.
   */
  List<String> missed(WorkerAnnouncement announcement) {
    List<String> missed = new ArrayList<>();
    for (LostTopic lost : announcement.lostTopics()) {
      boolean isNew = note(new Place(announcement.worker(), lost.topic()), lost.madeAt());
      Duration age = Duration.between(lost.madeAt(), announcement.at());
      if (isNew && age.compareTo(watched()) <= 0) {
        missed.add(lost.topic());
      }
    }
    return missed;
  }

  /** For how long this engine, or one that it takes over from, may have missed something. */
  private Duration watched() {
    return Duration.ofNanos(context.drive().nanoTime() - startedAtNanos)
        .plus(context.leaseFor().multipliedBy(Partitions.LEASES_TO_REMEMBER));
  }

  private boolean note(Place place, Instant madeAt) {
    Instant before = known.remove(place);
    boolean isNew = before == null || before.isBefore(madeAt);
    known.put(place, isNew ? madeAt : before);
    if (known.size() > MOST) {
      known.remove(known.keySet().iterator().next());
    }
    return isNew;
  }
}

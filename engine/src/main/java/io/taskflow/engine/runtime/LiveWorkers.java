package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which workers have been heard of lately, and what they can run. Thread-safe. */
final class LiveWorkers {

  /** How many announcements may be missed before a worker is taken for gone. */
  private static final int MISSED = 4;

  /** As long as a broker lets a worker keep a request, unless it was told otherwise. */
  private static final Duration WITHOUT_LEASES = Duration.ofMinutes(30);

  private final Drive drive;
  private final Transport transport;
  private final Map<String, Known> workers = new ConcurrentHashMap<>();

  /** When a worker of each topic was last found gone. */
  private final Map<String, Instant> left = new ConcurrentHashMap<>();

  /** Since when announcements could be heard; null if they can't. */
  private @Nullable Instant listeningSince;

  LiveWorkers(Drive drive, Transport transport) {
    this.drive = drive;
    this.transport = transport;
  }

  /**
   * A worker that has been heard of.
   *
   * @param freeAt when it last said that it has a free slot; null if it never did
   * @param idleAt when it last said that it runs nothing; null if it never did
   */
  private record Known(WorkerInfo info, @Nullable Instant freeAt, @Nullable Instant idleAt) {

    /** After one more announcement. */
    static Known after(@Nullable Known before, WorkerAnnouncement said, Instant now) {
      Instant freeBefore = before == null ? null : before.freeAt;
      Instant idleBefore = before == null ? null : before.idleAt;
      return new Known(
          new WorkerInfo(said, now),
          said.busy() < said.slots() ? now : freeBefore,
          said.busy() == 0 ? now : idleBefore);
    }

    WorkerAnnouncement announcement() {
      return info.announcement();
    }

    boolean gone(Instant now) {
      Duration patience = Duration.ofMillis(announcement().intervalMillis()).multipliedBy(MISSED);
      return info.seenAt().plus(patience).isBefore(now);
    }

    boolean serves(String topic) {
      return announcement().topics().contains(topic);
    }
  }

  void announced(WorkerAnnouncement announcement) {
    Instant now = drive.instant();
    String worker = announcement.worker();
    if (announcement.state() == WorkerState.STOPPED) {
      Known known = workers.remove(worker);
      if (known != null) {
        hasLeft(known, now);
      }
    } else {
      workers.compute(worker, (name, before) -> Known.after(before, announcement, now));
    }
  }

  /** The workers that have been heard of lately, by name. */
  List<WorkerInfo> all() {
    return live().stream()
        .map(Known::info)
        .sorted(Comparator.comparing(info -> info.announcement().worker()))
        .toList();
  }

  private Collection<Known> live() {
    Instant now = drive.instant();
    workers
        .values()
        .removeIf(
            known -> {
              boolean gone = known.gone(now);
              if (gone) {
                hasLeft(known, now);
              }
              return gone;
            });
    return workers.values();
  }

  private void hasLeft(Known known, Instant now) {
    known.announcement().topics().forEach(topic -> left.put(topic, now));
  }

  /**
   * For how long announcements have been heard without a break: for who has not listened for long,
   * nobody is there. To be asked now and then, so that it notices breaks.
   */
  synchronized Duration listening() {
    Instant now = drive.instant();
    if (transport.state() == LinkState.DOWN) {
      listeningSince = null;
    } else if (listeningSince == null) {
      listeningSince = now;
    }
    return listeningSince == null ? Duration.ZERO : Duration.between(listeningSince, now);
  }

  /** When a worker of the topic was last found gone; null if none ever was. */
  @Nullable Instant leftAt(String topic) {
    live();
    return left.get(topic);
  }

  /** The names of the workers that have been heard of lately. */
  Set<String> names() {
    return live().stream().map(its -> its.announcement().worker()).collect(Collectors.toSet());
  }

  /**
   * Whether a worker may run, without being heard of, what it has begun before then, however long
   * ago: it does not tell for how long at most, and has not said since that it runs nothing.
   */
  boolean mayRunUnheard(String worker, Instant then) {
    Known known = workers.get(worker);
    return known != null
        && known.announcement().unheardMillis() == null
        && (known.idleAt() == null || !known.idleAt().isAfter(then));
  }

  /**
   * Whether each worker of a topic, of which at least one takes requests, has had a free slot since
   * then: it has begun all requests that it had taken before. What it may have said before that,
   * and arrived late, does not count.
   */
  boolean allWereFreeSince(String topic, Instant then) {
    boolean somebodyTakes = false;
    for (Known worker : live()) {
      if (worker.serves(topic)) {
        Instant late = then.plusMillis(worker.announcement().intervalMillis());
        if (worker.freeAt() == null || !worker.freeAt().isAfter(late)) {
          return false;
        }
        somebodyTakes |= worker.announcement().state() == WorkerState.RUNNING;
      }
    }
    return somebodyTakes;
  }

  /**
   * How long a worker of the topic may run a request that it has begun before it is heard of, if
   * what it said when it began was lost.
   */
  Duration unheard(String topic) {
    return live().stream()
        .filter(worker -> worker.serves(topic))
        .map(worker -> worker.announcement().unheardMillis())
        .map(millis -> millis == null ? WITHOUT_LEASES : Duration.ofMillis(millis))
        .max(Comparator.naturalOrder())
        .orElse(WITHOUT_LEASES);
  }

  /**
   * Why no live worker takes a request that is out, for people; null if one does, or if the one
   * that has begun it lives.
   */
  @Nullable String whyNobodyTakes(TaskSpec task, OpenAttempt attempt) {
    int ofTopic = 0;
    for (Known known : live()) {
      WorkerAnnouncement worker = known.announcement();
      if (attempt.held() && worker.worker().equals(attempt.worker())) {
        return null;
      }
      if (worker.state() == WorkerState.RUNNING && worker.topics().contains(task.topic())) {
        if (worker.taskTypes().stream().anyMatch(type -> type.name().equals(task.type()))) {
          return null;
        }
        ofTopic++;
      }
    }
    String waits = "; its request waits in the queue of that topic";
    return ofTopic == 0
        ? "no live worker serves topic '" + task.topic() + "'" + waits
        : "none of the %d live workers of topic '%s' knows tasks of type '%s'%s"
            .formatted(ofTopic, task.topic(), task.type(), waits);
  }
}

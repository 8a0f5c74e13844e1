package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which workers have been heard of lately, and what they can run. Thread-safe. */
final class LiveWorkers {

  /** How many announcements may be missed before a worker is taken for gone. */
  private static final int MISSED = 4;

  private final Drive drive;
  private final Transport transport;
  private final Map<String, WorkerInfo> workers = new ConcurrentHashMap<>();

  /** Since when announcements could be heard; null if they can't. */
  private @Nullable Instant listeningSince;

  LiveWorkers(Drive drive, Transport transport) {
    this.drive = drive;
    this.transport = transport;
  }

  void announced(WorkerAnnouncement announcement) {
    if (announcement.state() == WorkerState.STOPPED) {
      workers.remove(announcement.worker());
    } else {
      workers.put(announcement.worker(), new WorkerInfo(announcement, drive.instant()));
    }
  }

  /** The workers that have been heard of lately, by name. */
  List<WorkerInfo> all() {
    Instant now = drive.instant();
    workers.values().removeIf(info -> gone(info, now));
    return workers.values().stream()
        .sorted(Comparator.comparing(info -> info.announcement().worker()))
        .toList();
  }

  private static boolean gone(WorkerInfo info, Instant now) {
    Duration patience =
        Duration.ofMillis(info.announcement().intervalMillis()).multipliedBy(MISSED);
    return info.seenAt().plus(patience).isBefore(now);
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

  /**
   * Why no live worker takes a request that is out, for people; null if one does, or if the one
   * that has begun it lives.
   */
  @Nullable String whyNobodyTakes(TaskSpec task, OpenAttempt attempt) {
    Instant now = drive.instant();
    int ofTopic = 0;
    for (WorkerInfo info : workers.values()) {
      WorkerAnnouncement worker = info.announcement();
      if (gone(info, now)) {
        continue;
      }
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

package io.taskflow.controller.site;

import io.taskflow.engine.runtime.WorkerInfo;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.ControlMessage.TaskType;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.worker.TaskVersion;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What live workers have announced that they run.
 *
 * @param workers what each said last
 */
public record Offers(List<WorkerAnnouncement> workers) {

  public Offers {
    workers = List.copyOf(workers);
  }

  /** What workers say that an engine has heard of. */
  public static Offers of(List<WorkerInfo> heard) {
    return new Offers(heard.stream().map(WorkerInfo::announcement).toList());
  }

  /** Why no live worker runs a task; null if one does. */
  public @Nullable String missing(TaskSpec task) {
    return missing(task.type(), task.version(), task.topic());
  }

  /** Why no live worker runs tasks of a type, version and topic; null if one does. */
  public @Nullable String missing(String type, String version, String topic) {
    List<WorkerAnnouncement> ofTopic =
        workers.stream()
            .filter(w -> w.state() == WorkerState.RUNNING && w.topics().contains(topic))
            .toList();
    if (ofTopic.isEmpty()) {
      return "no live worker serves topic '%s'".formatted(topic);
    }
    TaskVersion wanted = TaskVersion.parse(version);
    TreeSet<TaskVersion> there = new TreeSet<>();
    for (WorkerAnnouncement worker : ofTopic) {
      for (TaskType offered : worker.taskTypes()) {
        if (offered.name().equals(type)) {
          there.add(TaskVersion.parse(offered.version()));
        }
      }
    }
    if (there.stream().anyMatch(has -> has.serves(wanted))) {
      return null;
    }
    return there.isEmpty()
        ? "none of the %d live workers of topic '%s' knows tasks of type '%s'"
            .formatted(ofTopic.size(), topic, type)
        : "the live workers of topic '%s' have '%s' only in version %s, not %s"
            .formatted(topic, type, there.toString().replaceAll("[\\[\\]]", ""), version);
  }
}

package io.taskflow.controller.plan;

import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.yaml.FlowDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What can be read off a flow without compiling it. */
public final class FlowAtoms {

  private FlowAtoms() {}

  /** The tasks of a document, those of fan-outs and of its own child flows included. */
  public static List<TaskSpec> tasks(FlowDocument document) {
    List<TaskSpec> tasks = new ArrayList<>();
    addTasks(document.flow(), tasks);
    document.flows().values().forEach(flow -> addTasks(flow, tasks));
    return tasks;
  }

  /** The topics of those tasks. */
  public static Set<String> topics(FlowDocument document) {
    Set<String> topics = new TreeSet<>();
    tasks(document).forEach(task -> topics.add(task.topic()));
    if (topics.isEmpty()) {
      topics.add(TaskSpec.DEFAULT_TOPIC);
    }
    return topics;
  }

  private static void addTasks(FlowItem item, List<TaskSpec> tasks) {
    switch (item) {
      case TaskSpec task -> tasks.add(task);
      case ChildFlow child -> {}
      case FanOut fanOut -> {
        AttemptedSpec each = fanOut.task();
        if (each instanceof TaskSpec task) {
          tasks.add(task);
        }
      }
      case Flow flow -> flow.items().forEach(inner -> addTasks(inner, tasks));
    }
  }

  /** The flows around each atom by its name, the outermost first. */
  public static Map<String, List<Flow>> scopes(Flow flow) {
    Map<String, List<Flow>> scopes = new HashMap<>();
    addScopes(flow, List.of(), scopes);
    return scopes;
  }

  private static void addScopes(FlowItem item, List<Flow> around, Map<String, List<Flow>> scopes) {
    if (item instanceof Flow flow) {
      List<Flow> inside = new ArrayList<>(around);
      inside.add(flow);
      if (flow.retry() != null) {
        scopes.put(flow.retry().name(), List.copyOf(inside));
      }
      flow.items().forEach(inner -> addScopes(inner, inside, scopes));
    } else {
      scopes.put(item.name(), List.copyOf(around));
    }
  }
}

package io.taskflow.controller.watch;

import io.taskflow.controller.site.Offers;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Intention;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.TaskSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says why the tasks of a flow are not being run yet. Pure.
 *
 * @param plan the flow, compiled, before any fan-out took its list
 * @param inspection how it stands
 * @param offers what live workers run; null if nobody could be asked
 * @param nobodyDrives why no engine drives the flow; null if one does
 */
public record Waits(
    FlowPlan plan,
    FlowInspection inspection,
    @Nullable Offers offers,
    @Nullable String nobodyDrives) {

  private static final Set<AtomStatus> DONE = EnumSet.of(AtomStatus.SUCCESS, AtomStatus.IGNORE);

  private static final Set<AtomStatus> UNDONE =
      EnumSet.of(AtomStatus.PENDING, AtomStatus.REVERTED, AtomStatus.IGNORE);

  private static final int MOST_NAMES = 5;

  /** Why a task is not being executed or reverted; null if it is, or need not be. */
  public @Nullable String why(TaskInspection task) {
    FlowStatus flow = inspection.flow().status();
    boolean open = task.status() == AtomStatus.RUNNING || task.status() == AtomStatus.REVERTING;
    if (open) {
      return task.waitingFor() == null ? null : open(task, task.waitingFor());
    }
    boolean toDo = task.status() == AtomStatus.PENDING && task.intention() == Intention.EXECUTE;
    boolean toUndo =
        task.intention() == Intention.REVERT
            && (task.status() == AtomStatus.SUCCESS || task.status() == AtomStatus.FAILURE);
    if (flow.ended() || !(toDo || toUndo)) {
      return null;
    }
    if (nobodyDrives != null) {
      return nobodyDrives;
    }
    if (flow == FlowStatus.SUSPENDED || flow == FlowStatus.SUSPENDING) {
      return suspended();
    }
    List<String> before = toDo ? missing(task, DONE, true) : missing(task, UNDONE, false);
    if (!before.isEmpty()) {
      return (toDo ? "comes after " : "is reverted after ") + names(before);
    }
    return "is about to begin";
  }

  private String open(TaskInspection task, String waitingFor) {
    String words = words(waitingFor);
    FlowStatus flow = inspection.flow().status();
    if (nobodyDrives != null) {
      return words + "; " + nobodyDrives;
    }
    if (flow == FlowStatus.SUSPENDED) {
      return suspended() + "; " + words;
    }
    TaskSpec spec = spec(task.name());
    String missing = offers == null || spec == null ? null : offers.missing(spec);
    return missing == null ? words : words + "; " + missing;
  }

  /** What an attempt waits for, which is a thing or a sentence. */
  static String words(String waitingFor) {
    return waitingFor.startsWith("a ") ? "waits for " + waitingFor : waitingFor;
  }

  private String suspended() {
    return "the flow is suspended: 'taskflow resume %s' lets it go on"
        .formatted(inspection.flow().id());
  }

  private @Nullable TaskSpec spec(String name) {
    OptionalInt atom = atom(name);
    if (atom.isEmpty()) {
      return null;
    }
    AtomSpec spec = plan.atom(atom.getAsInt());
    if (spec instanceof FanOut fanOut) {
      return fanOut.task() instanceof TaskSpec each ? each : null;
    }
    return spec instanceof TaskSpec task ? task : null;
  }

  /** For an item of a fan-out, the fan-out. */
  private OptionalInt atom(String name) {
    OptionalInt atom = plan.atom(name);
    int bracket = name.lastIndexOf('[');
    return atom.isEmpty() && bracket > 0 ? plan.atom(name.substring(0, bracket)) : atom;
  }

  /** The nearest atoms before, or after, a task whose status is none of these. */
  private List<String> missing(TaskInspection task, Set<AtomStatus> fine, boolean back) {
    OptionalInt start = plan.atom(task.name());
    List<String> names = new ArrayList<>();
    if (start.isEmpty()) {
      return names;
    }
    Map<String, AtomStatus> statuses = new HashMap<>();
    inspection.tasks().forEach(each -> statuses.put(each.name(), each.status()));
    BitSet seen = new BitSet();
    Deque<Integer> open = new ArrayDeque<>();
    open.add(start.getAsInt());
    while (!open.isEmpty()) {
      int node = open.remove();
      for (int next : back ? plan.predecessors(node) : plan.successors(node)) {
        if (seen.get(next)) {
          continue;
        }
        seen.set(next);
        if (!plan.isAtom(next)) {
          open.add(next);
        } else if (!fine.contains(statuses.getOrDefault(plan.name(next), AtomStatus.PENDING))) {
          names.add(plan.name(next));
        }
      }
    }
    return names;
  }

  private static String names(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : "%s and %d more"
            .formatted(String.join(", ", names.subList(0, MOST_NAMES)), names.size() - MOST_NAMES);
  }
}

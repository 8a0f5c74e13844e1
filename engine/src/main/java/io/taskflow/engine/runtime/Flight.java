package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.machine.Room;
import io.taskflow.engine.machine.Timer;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.FlowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which requests of a partition are out, as far as is known here, and which are held back because
 * as many of their topic are. Both follow from the states of flows, and nothing of it is stored: a
 * flow is counted when it is read. Owned by the partition's loop.
 */
final class Flight implements Room {

  private final int limit;
  private final Map<String, Lane> lanes = new HashMap<>();

  /** Where the requests of each flow are counted that are out, by task. */
  private final Map<FlowId, Map<String, Lane>> byFlow = new HashMap<>();

  /**
   * @param limit how many requests of a topic may be out
   */
  Flight(int limit) {
    this.limit = limit;
  }

  /**
   * A request that is out.
   *
   * @param attempt how its attempt stands
   */
  record Out(FlowId flow, TaskSpec task, OpenAttempt attempt) {}

  /**
   * A request that is held back.
   *
   * @param timer what dispatches it
   */
  record Held(FlowId flow, Timer timer) {}

  /** Nothing new as long as others wait. */
  @Override
  public int of(String topic) {
    Lane lane = lanes.get(topic);
    return lane == null ? limit : lane.heldBack() > 0 ? 0 : Math.max(0, limit - lane.out());
  }

  /** A flow was read. */
  void adopt(LiveFlow flow) {
    FlowState state = flow.state();
    if (state.open() > 0) {
      for (int atom : state.plan().atoms()) {
        if (state.atom(atom).open() != null) {
          follow(flow, state.plan().name(atom));
        }
      }
    }
  }

  /** Something was decided for a flow. */
  void follow(LiveFlow flow, List<FlowEvent> events) {
    for (FlowEvent event : events) {
      String task = taskOf(event);
      if (task != null) {
        follow(flow, task);
      }
    }
  }

  private void follow(LiveFlow flow, String name) {
    FlowPlan plan = flow.plan();
    OptionalInt atom = plan.atom(name);
    OpenAttempt open = atom.isEmpty() ? null : flow.state().atom(atom.getAsInt()).open();
    land(flow.id(), name);
    if (open == null || !open.restsForRoom()) {
      lanes.values().forEach(lane -> lane.dropHeld(flow.id(), name));
    }
    if (open != null && open.out() && plan.atom(atom.getAsInt()) instanceof TaskSpec task) {
      Lane lane = lanes.computeIfAbsent(task.topic(), topic -> new Lane());
      lane.add(new Out(flow.id(), task, open));
      byFlow.computeIfAbsent(flow.id(), id -> new HashMap<>()).put(name, lane);
    }
  }

  private void land(FlowId flow, String task) {
    Map<String, Lane> tasks = byFlow.get(flow);
    Lane lane = tasks == null ? null : tasks.remove(task);
    if (lane != null) {
      lane.remove(flow, task);
    }
    if (tasks != null && tasks.isEmpty()) {
      byFlow.remove(flow);
    }
  }

  /** What an event about an attempt is about; null for other events. */
  private static @Nullable String taskOf(FlowEvent event) {
    return switch (event) {
      case FlowEvent.AttemptOpened e -> e.task();
      case FlowEvent.AttemptStarted e -> e.task();
      case FlowEvent.AttemptLeased e -> e.task();
      case FlowEvent.AttemptProgressed e -> e.task();
      case FlowEvent.AttemptDeferred e -> e.task();
      case FlowEvent.AttemptHeldBack e -> e.task();
      case FlowEvent.AttemptParked e -> e.task();
      case FlowEvent.AttemptFailed e -> e.task();
      case FlowEvent.AttemptWithdrawn e -> e.task();
      case FlowEvent.AttemptLost e -> e.task();
      case FlowEvent.TaskSucceeded e -> e.task();
      case FlowEvent.TaskFailed e -> e.task();
      case FlowEvent.TaskReverted e -> e.task();
      case FlowEvent.TaskRevertFailed e -> e.task();
      case FlowEvent.TaskRetried e -> e.task();
      case FlowEvent.TaskResolved e -> e.task();
      case FlowEvent.TaskSkipped e -> e.task();
      default -> null;
    };
  }

  /** A request is held back. No effect if it is already. */
  void hold(LiveFlow flow, Timer timer) {
    String task = timer.task();
    if (task != null) {
      String topic = flow.plan().task(task).topic();
      lanes.computeIfAbsent(topic, t -> new Lane()).hold(new Held(flow.id(), timer));
    }
  }

  /** Takes one that there is room for, of the flow whose turn it is; null if there is none. */
  @Nullable Held next() {
    for (Lane lane : lanes.values()) {
      if (lane.out() < limit && lane.heldBack() > 0) {
        return lane.next();
      }
    }
    return null;
  }

  /** Whether {@link #next} would give one. */
  boolean hasNext() {
    return lanes.values().stream().anyMatch(lane -> lane.out() < limit && lane.heldBack() > 0);
  }

  /** Whether something of the flow is held back. */
  boolean holds(FlowId flow) {
    return lanes.values().stream().anyMatch(lane -> lane.holds(flow));
  }

  /** A flow rests, or has ended: nothing of it is to be sent. */
  void dropHeld(FlowId flow) {
    lanes.values().forEach(lane -> lane.dropHeld(flow));
  }

  /** What is known of a flow is in doubt. */
  void forget(FlowId flow) {
    dropHeld(flow);
    Map<String, Lane> tasks = byFlow.get(flow);
    if (tasks != null) {
      new ArrayList<>(tasks.keySet()).forEach(task -> land(flow, task));
    }
  }

  /** Whether so many flows wait for room that no more of them should be begun. */
  boolean full() {
    return lanes.values().stream().anyMatch(lane -> lane.waitingFlows() >= limit);
  }

  int out() {
    return lanes.values().stream().mapToInt(Lane::out).sum();
  }

  int heldBack() {
    return lanes.values().stream().mapToInt(Lane::heldBack).sum();
  }

  /** The requests that are out, by topic. */
  Map<String, Collection<Out>> outByTopic() {
    Map<String, Collection<Out>> out = new HashMap<>();
    lanes.forEach((topic, lane) -> out.put(topic, lane.all()));
    return out;
  }
}

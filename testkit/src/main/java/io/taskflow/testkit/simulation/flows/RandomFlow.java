package io.taskflow.testkit.simulation.flows;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.control.RetryController;
import io.taskflow.engine.control.RetryDecision;
import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.ChildFlowBuilder;
import io.taskflow.flow.Decider;
import io.taskflow.flow.Deciders;
import io.taskflow.flow.FanOutBuilder;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.FlowPart;
import io.taskflow.flow.Flows;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.Retries;
import io.taskflow.flow.RetryBuilder;
import io.taskflow.flow.TaskBuilder;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.testkit.simulation.world.Chance;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Flows of all kinds: nested, linear, unordered and graphs, with retries, deciders, fan-outs and
 * child flows, and tasks with policies, delays, limits of time and what else a task can have.
 */
public final class RandomFlow {

  /** The topics of tasks. */
  public static final List<String> TOPICS = List.of("red", "blue");

  /** What workers know the tasks as. */
  public static final String TASK_TYPE = "change";

  /** What fan-outs take their elements from. */
  public static final Map<String, Json> STORE =
      Map.of("some", Json.of(List.of(1, 2, 3)), "none", Json.of(List.of()));

  /** What flows name; pure functions of what they are given. */
  public static final Controls CONTROLS =
      Controls.builder()
          .retry("twice-or-thrice", settings -> new TwiceOrThrice())
          .condition("even", settings -> results -> (results.toString().hashCode() & 1) == 0)
          .build();

  private static final int DEEPEST = 3;

  private final Chance chance;

  /** The flows that child flows may name. */
  private final List<String> children;

  /** Whether some tasks must not run twice. */
  private final boolean someOnce;

  private int names;

  private RandomFlow(Chance chance, List<String> children, boolean someOnce) {
    this.chance = chance;
    this.children = children;
    this.someOnce = someOnce;
  }

  /** Decides by what it has seen. */
  private static final class TwiceOrThrice implements RetryController {

    @Override
    public Json execute(Call call) {
      return Json.of(call.history().size());
    }

    @Override
    public RetryDecision onFailure(Call call) {
      return call.history().size() < 2 + (call.retry().hashCode() & 1)
          ? RetryDecision.RETRY
          : RetryDecision.REVERT;
    }
  }

  /**
   * The flows of a world that others may have as child flows, by name.
   *
   * @param someOnce whether some of their tasks must not run twice
   */
  public static Map<String, Flow> registered(Chance chance, boolean someOnce) {
    return Map.of(
        "leaf", of(chance, List.of(), someOnce), "branch", of(chance, List.of("leaf"), someOnce));
  }

  /**
   * A flow, which may have {@link #registered} ones as child flows.
   *
   * @param someOnce whether some of its tasks must not run twice
   */
  public static Flow of(Chance chance, boolean someOnce) {
    return of(chance, chance.oneIn(3) ? List.of("branch", "leaf") : List.of(), someOnce);
  }

  private static Flow of(Chance chance, List<String> children, boolean someOnce) {
    RandomFlow random = new RandomFlow(chance, children, someOnce);
    return random.flow(random.name(), 0).toItem();
  }

  private String name() {
    return "n" + names++;
  }

  private FlowPart part(int depth) {
    if (depth < DEEPEST && chance.oneIn(3)) {
      return flow(name(), depth);
    }
    if (!children.isEmpty() && chance.oneIn(3)) {
      return chance.oneIn(6) ? fanOutOfFlows() : dressed(Flows.childFlow(name(), child()));
    }
    return chance.oneIn(8) ? fanOut() : task(name());
  }

  private String child() {
    return chance.pick(children);
  }

  private ChildFlowBuilder dressed(ChildFlowBuilder child) {
    child.requires(STORE.keySet().toArray(String[]::new));
    if (chance.oneIn(6)) {
      child.notRevertible();
    }
    if (chance.oneIn(4)) {
      child.attempts(AttemptPolicy.attempts(2));
    }
    if (chance.oneIn(8)) {
      child.delay(chance.millis(10, 1_500));
    }
    return chance.oneIn(6) ? child.startToClose(chance.millis(200, 10_000)) : child;
  }

  private FlowBuilder<?> flow(String name, int depth) {
    FlowPart[] parts = new FlowPart[chance.between(depth == 0 ? 1 : 0, 4 - depth)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = part(depth + 1);
    }
    return switch (chance.below(3)) {
      case 0 -> retried(Flows.linear(name, parts));
      case 1 -> retried(Flows.unordered(name, parts));
      default -> retried(linked(Flows.graph(name, parts), parts));
    };
  }

  private TaskBuilder task(String name) {
    return dressed(Flows.task(name, TASK_TYPE));
  }

  private TaskBuilder dressed(TaskBuilder task) {
    task.topic(chance.pick(TOPICS));
    if (chance.oneIn(4)) {
      task.notRevertible();
    }
    if (chance.oneIn(3)) {
      task.attempts(AttemptPolicy.attempts(chance.between(2, 4)));
    }
    if (chance.oneIn(3)) {
      task.revertAttempts(
          AttemptPolicy.attempts(5).backoff(Duration.ofMillis(20), 2, Duration.ofSeconds(1)));
    }
    if (chance.oneIn(8)) {
      task.delay(chance.millis(10, 1_500));
    }
    if (chance.oneIn(8)) {
      task.scheduleToStart(chance.millis(100, chance.oneIn(2) ? 800 : 5_000));
    }
    if (chance.oneIn(8)) {
      task.startToClose(chance.millis(100, 3_000));
    }
    if (chance.oneIn(6)) {
      task.heartbeat(chance.millis(300, 2_000));
    }
    if (someOnce && chance.oneIn(8)) {
      task.onWorkerLoss(OnWorkerLoss.FAIL);
    }
    return chance.oneIn(8) ? task.priority(chance.below(10)) : task;
  }

  private FlowPart fanOut() {
    FanOutBuilder fanOut =
        Flows.forEach(name(), chance.oneIn(6) ? "none" : "some", "each", TASK_TYPE, this::dressed);
    return limited(fanOut);
  }

  private FlowPart fanOutOfFlows() {
    return limited(Flows.forEachFlow(name(), "some", "each", child(), this::dressed));
  }

  private FlowPart limited(FanOutBuilder fanOut) {
    return chance.oneIn(2) ? fanOut.limit(chance.between(1, 4)) : fanOut;
  }

  private <B extends FlowBuilder<B>> B retried(B flow) {
    return chance.oneIn(3) ? flow.retry(retry()) : flow;
  }

  private RetryBuilder retry() {
    return switch (chance.below(6)) {
      case 0 -> Retries.times(chance.between(1, 3));
      case 1 -> Retries.forEach(1, 2);
      case 2 -> Retries.forEach(1, 2).revertAll();
      case 3 -> Retries.alwaysRevert();
      case 4 -> Retries.alwaysRevertAll();
      default -> Retries.named("twice-or-thrice", null);
    };
  }

  /** Links from earlier to later parts only, so that there is no cycle. */
  private GraphFlow.Builder linked(GraphFlow.Builder graph, FlowPart[] parts) {
    for (int to = 1; to < parts.length; to++) {
      String from = parts[chance.below(to)].toItem().name();
      String target = parts[to].toItem().name();
      if (chance.oneIn(3)) {
        Decider.Depth depth = chance.pick(List.of(Decider.Depth.values()));
        graph.link(from, target, Deciders.named("even", null, depth));
      } else {
        graph.link(from, target);
      }
    }
    return graph;
  }
}

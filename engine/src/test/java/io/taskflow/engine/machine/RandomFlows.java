package io.taskflow.engine.machine;

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
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Flows of all kinds, with retries and deciders that decide by what they are given, or fail. */
final class RandomFlows {

  /** What the flows name. */
  static final Controls CONTROLS =
      Controls.builder()
          .retry("fickle", settings -> new Fickle())
          .condition("odd", settings -> results -> odd(results.toString().hashCode()))
          .condition(
              "broken",
              settings ->
                  results -> {
                    throw new IllegalStateException("this decider can't decide");
                  })
          .build();

  /** What fan-outs take: a list, an empty one, and something else. */
  static final Map<String, Json> STORE =
      Map.of("some", Json.of(List.of(1, 2, 3)), "none", Json.of(List.of()), "odd", Json.of(1));

  private final RandomGenerator random;
  private int names;

  private RandomFlows(RandomGenerator random) {
    this.random = random;
  }

  static Flow flow(RandomGenerator random) {
    return (Flow) new RandomFlows(random).part(0).toItem();
  }

  private static boolean odd(int number) {
    return (number & 1) == 1;
  }

  /** Decides by what it has seen, so that it is a pure function, and fails at times. */
  private static final class Fickle implements RetryController {

    @Override
    public Json execute(Call call) {
      if (call.history().size() == 4) {
        throw new IllegalStateException("four tries are too many");
      }
      return Json.of(call.history().size());
    }

    @Override
    public RetryDecision onFailure(Call call) {
      int dice =
          Math.floorMod(call.history().attempts().getLast().failures().toString().hashCode(), 6);
      return switch (dice) {
        case 0 -> RetryDecision.REVERT;
        case 1 -> RetryDecision.REVERT_ALL;
        case 2 -> throw new IllegalStateException("this retry can't decide");
        default -> call.history().size() < 4 ? RetryDecision.RETRY : RetryDecision.REVERT;
      };
    }

    @Override
    public Json revert(Call call, Map<String, Failure> failures) {
      if (call.history().size() == 3) {
        throw new IllegalStateException("three tries can't be reverted");
      }
      return Json.NULL;
    }
  }

  private FlowPart part(int depth) {
    String name = "n" + names++;
    if (depth > 0 && random.nextInt(8) == 0) {
      return fanOut(name);
    }
    if (depth > 0 && random.nextInt(8) == 0) {
      return child(Flows.childFlow(name, "sub"));
    }
    if (depth > 0 && (depth == 3 || random.nextInt(2) == 0)) {
      var task = Flows.task(name, "t");
      if (random.nextInt(4) == 0) {
        task.notRevertible();
      }
      if (random.nextInt(4) == 0) {
        task.attempts(AttemptPolicy.attempts(3));
      }
      if (random.nextInt(4) == 0) {
        task.revertAttempts(AttemptPolicy.attempts(2).backoff(Duration.ZERO, 1, Duration.ZERO));
      }
      if (random.nextInt(8) == 0) {
        task.delay(Duration.ofSeconds(3));
      }
      return random.nextInt(4) == 0 ? task.scheduleToStart(Duration.ofSeconds(20)) : task;
    }
    FlowPart[] parts = new FlowPart[random.nextInt(5)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = part(depth + 1);
    }
    return switch (random.nextInt(3)) {
      case 0 -> retried(Flows.linear(name, parts));
      case 1 -> retried(Flows.unordered(name, parts));
      default -> retried(linked(Flows.graph(name, parts), parts));
    };
  }

  private ChildFlowBuilder child(ChildFlowBuilder child) {
    if (random.nextInt(4) == 0) {
      child.notRevertible();
    }
    if (random.nextInt(4) == 0) {
      child.attempts(AttemptPolicy.attempts(2));
    }
    if (random.nextInt(8) == 0) {
      child.delay(Duration.ofSeconds(3));
    }
    return random.nextInt(4) == 0 ? child.startToClose(Duration.ofSeconds(10)) : child;
  }

  private FlowPart fanOut(String name) {
    String list = random.nextInt(8) == 0 ? "odd" : random.nextInt(8) == 0 ? "none" : "some";
    FanOutBuilder fanOut =
        random.nextInt(3) == 0
            ? Flows.forEachFlow(name, list, "each", "sub", this::child)
            : Flows.forEach(
                name,
                list,
                "each",
                "t",
                task -> random.nextBoolean() ? task : task.notRevertible());
    return random.nextBoolean() ? fanOut.limit(1 + random.nextInt(4)) : fanOut;
  }

  private <B extends FlowBuilder<B>> B retried(B flow) {
    return random.nextInt(3) == 0 ? flow.retry(retry()) : flow;
  }

  private RetryBuilder retry() {
    return switch (random.nextInt(5)) {
      case 0 -> Retries.times(random.nextInt(3));
      case 1 -> Retries.forEach(1, 2).revertAll();
      case 2 -> Retries.alwaysRevert();
      case 3 -> Retries.alwaysRevertAll();
      default -> Retries.named("fickle", null);
    };
  }

  /** Links from earlier to later parts only, so that there is no cycle. */
  private GraphFlow.Builder linked(GraphFlow.Builder graph, FlowPart[] parts) {
    for (int to = 1; to < parts.length; to++) {
      String from = parts[random.nextInt(to)].toItem().name();
      String target = parts[to].toItem().name();
      if (random.nextInt(3) == 0) {
        graph.link(from, target, decider());
      } else {
        graph.link(from, target);
      }
    }
    return graph;
  }

  private Decider decider() {
    Decider.Depth[] depths = Decider.Depth.values();
    String name = random.nextInt(8) == 0 ? "broken" : "odd";
    return Deciders.named(name, null, depths[random.nextInt(depths.length)]);
  }
}

package io.taskflow.engine.plan;

import static io.taskflow.flow.Flows.task;

import io.taskflow.engine.control.BuiltInRetries;
import io.taskflow.engine.control.Controls;
import io.taskflow.engine.control.LinkCondition;
import io.taskflow.engine.control.RetryController;
import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.Deciders;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.FlowPart;
import io.taskflow.flow.Flows;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.Retries;
import io.taskflow.flow.RetryBuilder;
import io.taskflow.flow.RetryRule;
import io.taskflow.flow.TaskBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Flows of all patterns, nested, some with retries, deciders and targets, whose few symbols are
 * provided and asked for again and again. Many are ambiguous or cyclic.
 */
final class RandomFlows {

  private static final RetryController NEVER = BuiltInRetries.of(new RetryRule.AlwaysRevert());
  private static final LinkCondition ALWAYS = results -> true;

  /** What these flows name. */
  static final Controls CONTROLS =
      Controls.builder()
          .retry("any", settings -> NEVER)
          .condition("any", settings -> ALWAYS)
          .build();

  private static final int MAX_DEPTH = 4;
  private static final int MAX_ITEMS = 6;

  private final Random random;
  private final int symbols;
  private int names;

  RandomFlows(long seed) {
    this.random = new Random(seed);
    this.symbols = 2 + random.nextInt(12);
  }

  Flow next() {
    return flow(1).build();
  }

  private FlowBuilder<?> flow(int depth) {
    String name = "f" + names++;
    FlowBuilder<?> flow =
        switch (random.nextInt(3)) {
          case 0 -> Flows.linear(name).addAll(items(depth));
          case 1 -> Flows.unordered(name).addAll(items(depth));
          default -> graph(name, items(depth));
        };
    if (random.nextInt(4) == 0) {
      flow.retry(anyRetry());
    }
    return flow;
  }

  private RetryBuilder anyRetry() {
    RetryBuilder retry =
        switch (random.nextInt(3)) {
          case 0 -> Retries.times(2);
          case 1 -> Retries.parameterizedForEach().rebind("values", symbol());
          default -> Retries.named("any", null).requires(symbol());
        };
    return random.nextBoolean() ? retry.provides(symbol()) : retry;
  }

  private List<FlowPart> items(int depth) {
    int count = random.nextInt(MAX_ITEMS + 1);
    List<FlowPart> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(depth < MAX_DEPTH && random.nextInt(3) == 0 ? flow(depth + 1) : anyTask());
    }
    return items;
  }

  /** Most links lead forwards, or hardly a graph would be without a cycle. */
  private FlowBuilder<?> graph(String name, List<FlowPart> items) {
    GraphFlow.Builder graph = Flows.graph(name).addAll(items);
    for (int i = 0; items.size() > 1 && i < random.nextInt(4); i++) {
      int from = random.nextInt(items.size() - 1);
      int to = from + 1 + random.nextInt(items.size() - 1 - from);
      boolean backwards = random.nextInt(20) == 0;
      String first = nameOf(items.get(backwards ? to : from));
      String second = nameOf(items.get(backwards ? from : to));
      if (random.nextInt(3) == 0) {
        Depth depth = Depth.values()[random.nextInt(Depth.values().length)];
        graph.link(first, second, Deciders.named("any", null, depth));
      } else {
        graph.link(first, second);
      }
    }
    if (!items.isEmpty() && random.nextInt(6) == 0) {
      graph.target(nameOf(items.get(random.nextInt(items.size()))));
    }
    return graph;
  }

  private static String nameOf(FlowPart part) {
    return part.toItem().name();
  }

  private TaskBuilder anyTask() {
    TaskBuilder task = task("t" + names++, "any");
    for (int i = random.nextInt(3); i > 0; i--) {
      task.requires(symbol());
    }
    if (random.nextInt(3) == 0) {
      task.optional(symbol());
    }
    switch (random.nextInt(5)) {
      case 0 -> task.provides(symbol());
      case 1 -> task.providesElements(symbol(), "only-" + names);
      case 2 -> task.providesMembers(symbol());
      default -> {}
    }
    if (random.nextInt(5) == 0) {
      task.requires("p").rebind("p", symbol());
    }
    if (random.nextInt(5) == 0) {
      task.inject(symbol(), random.nextInt());
    }
    if (random.nextInt(6) == 0) {
      task.revertRequires(symbol());
    }
    if (random.nextInt(6) == 0) {
      task.notRevertible();
    }
    return task;
  }

  private String symbol() {
    return "s" + random.nextInt(symbols);
  }
}

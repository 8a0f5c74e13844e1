package io.taskflow.engine.plan;

import static io.taskflow.flow.Deciders.when;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowPart;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.json.FlowJson;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 100,000 tasks in shapes that are dear if anything is done for each pair of them. The bound is far
 * above what is needed, and far below what a quadratic compiler needs; it is on processor time, so
 * that a busy machine doesn't matter. That it fits into the heap of the tests is the bound on
 * memory.
 */
class LargeFlowTest {

  private static final int TASKS = 100_000;
  private static final Duration BOUND = Duration.ofSeconds(15);

  static Arguments[] shapes() {
    return new Arguments[] {
      shape("graph of 300,000 dependencies", 300_000, LargeFlowTest::dependencies),
      shape("graph whose first task serves all others", TASKS, LargeFlowTest::oneProvider),
      shape("graph whose last task serves all others", TASKS, LargeFlowTest::oneLateProvider),
      shape("graph: a chain that looks far back", TASKS, LargeFlowTest::chainThatLooksBack),
      shape("graph: a chain of flows alike", TASKS, LargeFlowTest::chainOfFlowsAlike),
      shape("chain whose tasks all take apart the same", TASKS, LargeFlowTest::chainOfTheSame),
      shape("unordered flows alike", TASKS, LargeFlowTest::flowsAlike),
      shape("wide flow after wide flow", TASKS, LargeFlowTest::wideAfterWide),
      shape("a flow in a flow, 100 deep", TASKS, LargeFlowTest::deep),
      shape("chain whose tasks require what the one before provides", TASKS, () -> chain(false)),
      shape("the same where one may be ignored", TASKS, () -> chain(true)),
      shape(
          "graph: a chain of the same where each may be ignored", TASKS, LargeFlowTest::ignorable),
      shape("a flow in a flow, 100 deep, of the same", TASKS, LargeFlowTest::deepAndIgnorable),
      shape("graph of flows with retries", TASKS, LargeFlowTest::retries),
      shape("a decider for all that a flow begins with", TASKS, LargeFlowTest::decidedFlow),
      shape("the target is the end of a chain", TASKS, LargeFlowTest::targets)
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void compilesInTimeAndSpaceThatGrowWithTheFlow(
      String name, int dependencies, Supplier<FlowPart> shape) {
    Flow flow = (Flow) shape.get().toItem();
    long before = processorNanos();
    FlowPlan plan = FlowCompiler.compile(flow, Set.of("in"));
    assertThat(Duration.ofNanos(processorNanos() - before)).isLessThan(BOUND);
    assertThat(plan.atomCount()).isEqualTo(TASKS);
    long edges =
        IntStream.range(0, plan.nodeCount()).mapToLong(node -> plan.successors(node).length).sum();
    assertThat(edges).isLessThanOrEqualTo(2L * plan.nodeCount() + dependencies);
  }

  @Test
  void isWrittenAndReadInTimeThatGrowsWithTheFlow() {
    Flow flow = (Flow) dependencies().toItem();
    long before = processorNanos();
    Flow read = FlowJson.read(FlowJson.write(flow));
    assertThat(Duration.ofNanos(processorNanos() - before)).isLessThan(BOUND);
    assertThat(read.equals(flow)).isTrue();
  }

  private static FlowPart dependencies() {
    Random random = new Random(7);
    return graph("f")
        .addAll(
            parts(
                TASKS,
                i -> {
                  var task = task("t" + i, "any").provides("s" + i);
                  for (int k = 0; k < 3 && i > 0; k++) {
                    task.requires("s" + random.nextInt(i));
                  }
                  return task;
                }));
  }

  private static FlowPart oneProvider() {
    return graph("f", task("first", "any").provides("x"))
        .addAll(parts(TASKS - 1, i -> task("t" + i, "any").requires("x")));
  }

  private static FlowPart oneLateProvider() {
    return graph("f")
        .addAll(parts(TASKS - 1, i -> task("t" + i, "any").requires("x")))
        .add(task("last", "any").provides("x"));
  }

  private static FlowPart chainThatLooksBack() {
    GraphFlow.Builder graph = graph("f", task("t0", "any").provides("x"));
    for (int i = 1; i < TASKS; i++) {
      graph.add(task("t" + i, "any").optional("x")).link("t" + (i - 1), "t" + i);
    }
    return graph;
  }

  private static FlowPart chainOfFlowsAlike() {
    GraphFlow.Builder graph = graph("f");
    for (int i = 0; i < TASKS / 5; i++) {
      graph.add(fiveTasks(i));
      if (i > 0) {
        graph.link("flow" + (i - 1), "flow" + i);
      }
    }
    return graph;
  }

  private static FlowPart chainOfTheSame() {
    return linear("f")
        .addAll(
            parts(
                TASKS,
                i -> {
                  var task = task("t" + i, "any").providesElements("cursor", "count");
                  return i == 0 ? task : task.requires("cursor");
                }));
  }

  private static FlowPart flowsAlike() {
    return unordered("f").addAll(parts(TASKS / 5, LargeFlowTest::fiveTasks));
  }

  private static FlowPart wideAfterWide() {
    return linear("f")
        .addAll(
            parts(
                4,
                k ->
                    unordered("g" + k)
                        .addAll(
                            parts(
                                TASKS / 4,
                                i -> task("t" + k + "-" + i, "any").provides("s").optional("s")))));
  }

  private static FlowPart deep() {
    FlowPart flow = linear("f1", task("t1-0", "any").provides("s1-0"));
    for (int depth = 2; depth <= Flow.MAX_DEPTH; depth++) {
      int tasks = depth == 2 ? TASKS / 100 * 2 - 1 : TASKS / 100;
      int at = depth;
      flow =
          graph("f" + depth)
              .addAll(
                  parts(tasks, i -> task("t" + at + "-" + i, "any").provides("s" + at + "-" + i)))
              .add(flow);
    }
    return flow;
  }

  /** Linear: with a decider somewhere, all scopes are listed everywhere. */
  private static FlowPart chain(boolean ignorable) {
    var tasks =
        linear("g")
            .addAll(
                parts(
                    TASKS - 2,
                    i -> {
                      var task = task("t" + i, "any").provides("s" + i);
                      return i == 0 ? task : task.requires("s" + (i - 1));
                    }));
    GraphFlow.Builder flow = graph("f", task("a", "any"), task("b", "any"), tasks);
    return ignorable ? flow.link("a", "b", when("true")) : flow;
  }

  /** Every task sees all before it, and asks the nearest of them that was not ignored. */
  private static FlowPart ignorable() {
    GraphFlow.Builder graph = graph("f");
    for (int i = 0; i < TASKS; i++) {
      graph.add(task("t" + i, "any").provides("x").optional("x"));
      if (i > 0) {
        graph.link("t" + (i - 1), "t" + i, when("true"));
      }
    }
    return graph;
  }

  private static FlowPart deepAndIgnorable() {
    FlowPart flow = graph("f0", task("a", "any"), task("b", "any")).link("a", "b", when("true"));
    for (int depth = 1; depth < Flow.MAX_DEPTH; depth++) {
      int at = depth;
      int tasks = depth == 1 ? TASKS / 100 * 2 - 2 - (Flow.MAX_DEPTH - 1) : TASKS / 100;
      flow =
          linear("f" + depth)
              .addAll(
                  parts(
                      tasks, i -> task("t" + at + "-" + i, "any").provides("s").optional("s", "r")))
              .add(flow)
              .retry(times(1).provides("r"));
    }
    return flow;
  }

  private static FlowPart retries() {
    return graph("f")
        .addAll(
            parts(
                TASKS / 5,
                i ->
                    graph(
                            "g" + i,
                            task("a" + i, "any").requires("attempt" + i).provides("x" + i),
                            task("b" + i, "any").requires("x" + i),
                            task("c" + i, "any").requires("x" + i, "attempt" + i),
                            task("d" + i, "any").provides("y" + i).optional("y" + (i - 1)))
                        .retry(times(3).provides("attempt" + i))));
  }

  private static FlowPart decidedFlow() {
    return graph(
            "f",
            task("a", "any").provides("x"),
            unordered("g").addAll(parts(TASKS - 1, i -> task("t" + i, "any").requires("x"))))
        .link("a", "g", when("results.a == 1"));
  }

  private static FlowPart targets() {
    GraphFlow.Builder graph = graph("f").target("t" + (TASKS - 1));
    for (int i = 0; i < TASKS; i++) {
      graph.add(task("t" + i, "any"), task("other" + i, "any"));
      if (i > 0) {
        graph.link("t" + (i - 1), "t" + i).link("t" + i, "other" + i);
      }
    }
    return graph;
  }

  private static FlowPart fiveTasks(int i) {
    return linear(
        "flow" + i,
        task("read" + i, "any").requires("in").provides("content"),
        task("hash" + i, "any").requires("content").provides("sum"),
        task("pack" + i, "any").requires("content").providesMembers("packed", "size"),
        task("put" + i, "any").requires("packed", "sum").provides("place"),
        task("note" + i, "any").requires("place", "size"));
  }

  private static Iterable<FlowPart> parts(int count, IntFunction<FlowPart> part) {
    return IntStream.range(0, count).mapToObj(part).toList();
  }

  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Arguments shape(String name, int dependencies, Supplier<FlowPart> shape) {
    return Arguments.of(name, dependencies, shape);
  }
}

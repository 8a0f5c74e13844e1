package io.taskflow.engine.plan;

import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowPart;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberingTest {

  @Test
  void atomsComeFirstInTheOrderOfTheFlowThenStartsAndEnds() {
    Flow flow =
        linear("f", task("a", "t"), unordered("g", task("b", "t"), task("c", "t")), task("d", "t"))
            .build();
    FlowPlan plan = FlowCompiler.compile(flow);
    assertThat(plan.flow()).isSameAs(flow);
    assertThat(plan.atomCount()).isEqualTo(4);
    assertThat(plan.nodeCount()).isEqualTo(6);
    assertThat(IntStream.range(0, 4).mapToObj(atom -> plan.task(atom).name()))
        .containsExactly("a", "b", "c", "d");
    assertThat(plan.atom("c")).hasValue(2);
    assertThat(plan.atom("g")).isEmpty();
    assertThat(plan.successors(0)).containsExactly(4);
    assertThat(plan.successors(4)).containsExactly(1, 2);
    assertThat(plan.predecessors(5)).containsExactly(1, 2);
    assertThat(plan.successors(5)).containsExactly(3);
    assertThat(plan.successors(3)).isEmpty();
  }

  @Test
  void aRetryIsNumberedBeforeTheContentsOfItsFlow() {
    Flow flow =
        linear("f", task("a", "t"), unordered("g", task("b", "t")).retry(times(1)), task("c", "t"))
            .retry(times(1))
            .build();
    FlowPlan plan = FlowCompiler.compile(flow);
    assertThat(IntStream.range(0, 5).mapToObj(atom -> plan.atom(atom).name()))
        .containsExactly("f_retry", "a", "g_retry", "b", "c");
    assertThat(IntStream.range(0, 5).filter(plan::isRetry)).containsExactly(0, 2);
    assertThat(plan.successors(0)).containsExactly(1);
    assertThat(plan.successors(5)).as("start of g").containsExactly(2);
    assertThat(plan.successors(2)).containsExactly(3);
  }

  @Test
  void whatBeginsAtTheSameTimeInAGraphFlowHasNeighbouringNumbers() {
    Flow flow =
        graph(
                "f",
                task("a", "t"),
                linear("after-a", task("b", "t"), task("c", "t")).retry(times(1)),
                task("last", "t"),
                task("d", "t"),
                task("after-d", "t"))
            .link("a", "after-a")
            .link("after-a", "last")
            .link("d", "after-d")
            .build();
    FlowPlan plan = FlowCompiler.compile(flow);
    assertThat(IntStream.range(0, 7).mapToObj(atom -> plan.atom(atom).name()))
        .containsExactly("a", "d", "after-a_retry", "b", "c", "after-d", "last");
  }

  @Test
  void edgesBetweenWideFlowsAreAsManyAsTheirTasks() {
    FlowPlan plan = FlowCompiler.compile(linear("f", wide("g", 1_000), wide("h", 1_000)).build());
    int edges =
        IntStream.range(0, plan.nodeCount()).map(node -> plan.successors(node).length).sum();
    assertThat(edges).isEqualTo(4_001);
  }

  @Test
  void anEmptyFlowIsAPlanWithoutNodes() {
    FlowPlan plan = FlowCompiler.compile(linear("f").build());
    assertThat(plan.atomCount()).isZero();
    assertThat(plan.nodeCount()).isZero();
  }

  private static FlowPart wide(String name, int tasks) {
    List<FlowPart> parts =
        IntStream.range(0, tasks).<FlowPart>mapToObj(i -> task(name + i, "t")).toList();
    return unordered(name).addAll(parts);
  }
}

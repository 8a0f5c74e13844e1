package io.taskflow.engine.plan;

import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.engine.plan.FlowProblem.Input;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.FlowPart;
import io.taskflow.flow.Flows;
import io.taskflow.flow.LinearFlow;
import io.taskflow.protocol.Action;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowProblemTest {

  @Test
  void tasksAndFlowsShareOneSpaceOfNames() {
    List<FlowProblem> problems =
        problemsOf(
            linear(
                "f",
                task("a", "t"),
                unordered("g", task("a", "t"), task("f", "t")),
                graph("a", task("g", "t"))));
    assertThat(problems)
        .extracting(FlowProblem::code, FlowProblem::path, FlowProblem::message)
        .containsExactly(
            tuple(Code.DUPLICATE_NAME, "f/g/a", "the name 'a' is already that of f/a"),
            tuple(Code.DUPLICATE_NAME, "f/g/f", "the name 'f' is already that of f"),
            tuple(Code.DUPLICATE_NAME, "f/a", "the name 'a' is already that of f/a"),
            tuple(Code.DUPLICATE_NAME, "f/a/g", "the name 'g' is already that of f/g"));
  }

  @Test
  void aSymbolProvidedTwiceByOneTask() {
    assertThat(problemsOf(linear("f", task("a", "t").providesMembers("x", "y", "x"))))
        .extracting(FlowProblem::code, FlowProblem::path, FlowProblem::message)
        .containsExactly(tuple(Code.CONFLICTING_PROVIDES, "f/a", "it provides 'x' more than once"));
  }

  @Test
  void rebindingAnArgumentThatIsNotThere() {
    assertThat(
            problemsOf(
                linear(
                    "f",
                    task("a", "t").requires("p").rebind("q", "x").inject("p", 1),
                    task("b", "t").requires("p").revertRebind("r", "x").inject("p", 1))))
        .extracting(FlowProblem::code, FlowProblem::path, FlowProblem::message)
        .containsExactly(
            tuple(
                Code.UNKNOWN_REBIND,
                "f/a",
                "it rebinds 'q', which is not among the arguments of execute"),
            tuple(
                Code.UNKNOWN_REBIND,
                "f/b",
                "it rebinds 'r', which is not among the arguments of revert"));
  }

  @Test
  void linksThatLeadNowhereOrToThemselves() {
    assertThat(
            problemsOf(
                graph("f", task("a", "t"), linear("g", task("b", "t")))
                    .link("a", "b")
                    .link("nobody", "a")
                    .link("a", "a")
                    .link("x", "x")))
        .extracting(FlowProblem::code)
        .containsExactly(
            Code.UNKNOWN_LINK_END,
            Code.UNKNOWN_LINK_END,
            Code.SELF_LINK,
            Code.UNKNOWN_LINK_END,
            Code.SELF_LINK);
  }

  @Test
  void severalProvidersBeforeTheConsumer() {
    List<FlowProblem> problems =
        problemsOf(
            graph(
                "f",
                task("a", "t").provides("x"),
                linear("g", task("b", "t").provides("x")),
                task("c", "t").requires("x")));
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().code()).isEqualTo(Code.AMBIGUOUS_DEPENDENCY);
    assertThat(problems.getFirst().path()).isEqualTo("f/c");
    assertThat(problems.getFirst().message()).contains("'x'", "'a', 'g'");
  }

  @Test
  void aCycleIsNamedWithItsReasons() {
    List<FlowProblem> problems =
        problemsOf(
            linear(
                "f",
                graph(
                        "g",
                        task("free", "t"),
                        task("a", "t").requires("x").provides("y"),
                        task("b", "t").requires("y"),
                        task("c", "t").provides("x"),
                        task("after", "t").requires("y"))
                    .link("b", "c")));
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().code()).isEqualTo(Code.CYCLE);
    assertThat(problems.getFirst().path()).isEqualTo("f/g");
    assertThat(problems.getFirst().message())
        .contains(
            "'a' waits for 'c' (for 'x')",
            "'c' waits for 'b' (by a link)",
            "'b' waits for 'a' (for 'y')")
        .doesNotContain("free", "after");
  }

  @Test
  void separateCyclesAreNamedSeparately() {
    assertThat(
            problemsOf(
                graph("f", task("a", "t"), task("b", "t"), task("c", "t"), task("d", "t"))
                    .link("a", "b")
                    .link("b", "a")
                    .link("c", "d")
                    .link("d", "c")))
        .extracting(FlowProblem::code)
        .containsExactly(Code.CYCLE, Code.CYCLE);
  }

  @Test
  void aLongCycleIsCutShortInItsText() {
    GraphCycle cycle = new GraphCycle(10_000);
    List<FlowProblem> problems = problemsOf(cycle.flow());
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().message()).endsWith("and so on").hasSizeLessThan(1_000);
  }

  @Test
  void missingArgumentsByTaskAndAction() {
    List<FlowProblem> problems =
        problemsOf(
            linear(
                "f",
                task("a", "t").requires("in", "p").rebind("p", "nobody"),
                task("b", "t").optional("zz").revertRequires("what")),
            "in");
    assertThat(problems)
        .extracting(FlowProblem::code, FlowProblem::path, FlowProblem::input)
        .containsExactly(
            tuple(Code.MISSING_ARGUMENT, "f/a", new Input(Action.EXECUTE, "p", "nobody")),
            tuple(Code.MISSING_ARGUMENT, "f/a", new Input(Action.REVERT, "p", "nobody")),
            tuple(Code.MISSING_ARGUMENT, "f/b", new Input(Action.REVERT, "what", "what")));
    assertThat(problems.getFirst().message())
        .isEqualTo(
            "execute needs 'p' (looked up as 'nobody'), which is neither in the store nor provided"
                + " by anything else");
  }

  @Test
  void aSimilarNameIsSuggested() {
    List<FlowProblem> problems =
        problemsOf(
            linear(
                "f",
                task("a", "t").provides("sha256"),
                task("b", "t").requires("sha265", "directroy").notRevertible()),
            "directory",
            "unrelated");
    assertThat(problems)
        .extracting(FlowProblem::message)
        .satisfiesExactly(
            first -> assertThat(first).endsWith("did you mean 'sha256'?"),
            second -> assertThat(second).endsWith("did you mean 'directory'?"));
  }

  @Test
  void aProviderThatIsNotSeenIsNamed() {
    List<FlowProblem> problems =
        problemsOf(
            unordered(
                "f",
                linear("g", task("a", "t").provides("x")),
                task("b", "t").requires("x").notRevertible()));
    assertThat(problems)
        .extracting(FlowProblem::message)
        .containsExactly(
            "execute needs 'x', which is only provided by what it doesn't follow, such as f/g/a");
  }

  @Test
  void aTaskDoesNotServeItself() {
    List<FlowProblem> problems =
        problemsOf(linear("f", task("a", "t").requires("x").provides("x").notRevertible()));
    assertThat(problems).extracting(FlowProblem::code).containsExactly(Code.MISSING_ARGUMENT);
    assertThat(problems.getFirst().message()).contains("nor provided by anything else");
  }

  @Test
  void withoutTheStoresNamesMissingArgumentsAreNotLookedFor() {
    Flow flow = linear("f", task("a", "t").requires("x")).build();
    assertThatCode(() -> FlowCompiler.compile(flow)).doesNotThrowAnyException();
  }

  @Test
  void everythingIsReportedAtOnce() {
    List<FlowProblem> problems =
        problemsOf(
            linear(
                "f",
                task("a", "t").provides("x").requires("in"),
                graph(
                        "g",
                        task("b", "t").provides("x"),
                        task("c", "t").provides("x"),
                        task("d", "t").requires("x", "nowhere").notRevertible())
                    .link("b", "c")
                    .link("c", "b")
                    .link("c", "ghost"),
                task("a", "t").providesElements("y", "y")),
            "in");
    assertThat(problems)
        .extracting(FlowProblem::code)
        .containsExactlyInAnyOrder(
            Code.DUPLICATE_NAME,
            Code.CONFLICTING_PROVIDES,
            Code.AMBIGUOUS_DEPENDENCY,
            Code.UNKNOWN_LINK_END,
            Code.CYCLE,
            Code.MISSING_ARGUMENT);
  }

  @Test
  void nestingHasALimit() {
    assertThatCode(() -> FlowCompiler.compile(nested(Flow.MAX_DEPTH))).doesNotThrowAnyException();
    for (int depth : List.of(Flow.MAX_DEPTH + 1, 5_000)) {
      InvalidFlowException refused = refusal(nested(depth));
      assertThat(refused.problems()).extracting(FlowProblem::code).containsExactly(Code.TOO_DEEP);
      assertThat(refused).hasMessageContaining("more than 100 deep");
    }
  }

  @Test
  void theNumberOfTasksHasALimitEvenIfOneFlowIsUsedManyTimesOver() {
    FlowItem item = task("t", "t").build();
    for (int level = 0; level < 20; level++) {
      item = new LinearFlow("f" + level, null, Collections.nCopies(20, item));
    }
    assertThat(refusal((Flow) item).problems())
        .extracting(FlowProblem::code)
        .containsExactly(Code.TOO_LARGE);
  }

  @Test
  void manyProblemsAreCountedAndTheFirstAreKept() {
    List<FlowPart> parts =
        IntStream.range(0, 5_000)
            .<FlowPart>mapToObj(i -> task("t" + i, "t").requires("n" + i).notRevertible())
            .toList();
    InvalidFlowException refused = refusal(linear("f").addAll(parts).build());
    assertThat(refused.count()).isEqualTo(5_000);
    assertThat(refused.problems()).hasSize(1_000);
    assertThat(refused).hasMessageContaining("5000 problems").hasMessageEndingWith("4980 more");
  }

  private static List<FlowProblem> problemsOf(FlowBuilder<?> flow, String... store) {
    return refusal(flow.build(), store).problems();
  }

  private static InvalidFlowException refusal(Flow flow, String... store) {
    InvalidFlowException refused =
        catchThrowableOfType(
            InvalidFlowException.class, () -> FlowCompiler.compile(flow, Set.of(store)));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static Flow nested(int depth) {
    FlowBuilder<?> flow = linear("f1", task("t", "t"));
    for (int level = 2; level <= depth; level++) {
      flow = linear("f" + level, flow);
    }
    return flow.build();
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  /** So many tasks, each linked to the next and the last to the first. */
  private record GraphCycle(int size) {
    FlowBuilder<?> flow() {
      var graph = Flows.graph("f");
      for (int i = 0; i < size; i++) {
        graph.add(task("t" + i, "t")).link("t" + i, "t" + (i + 1) % size);
      }
      return graph;
    }
  }
}

package io.taskflow.engine.plan;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.forEachFlow;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowPart;
import io.taskflow.flow.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What can be wrong with child flows. */
class ChildProblemTest {

  private static final Flow SUB =
      linear("sub", task("x", "t").requires("in").provides("out").notRevertible()).build();

  private final Map<String, Flow> registered = new HashMap<>(Map.of("sub", SUB));

  private List<FlowProblem> problems(FlowPart... parts) {
    Flow flow = linear("f", parts).build();
    InvalidFlowException error =
        catchThrowableOfType(
            InvalidFlowException.class,
            () -> FlowCompiler.compile(flow, Set.of("in"), Controls.NONE, registered));
    return error == null ? List.of() : error.problems();
  }

  private void register(String name, FlowPart... parts) {
    registered.put(name, linear(name, parts).build());
  }

  @Test
  void aChildThatGetsWhatItNeedsIsFine() {
    assertThat(
            problems(
                childFlow("a", "sub").requires("in").providesMembers("out"),
                task("b", "t").requires("out")))
        .isEmpty();
  }

  @Test
  void aNameThatIsNotRegisteredIsReportedWithTheNearestOne() {
    assertThat(problems(childFlow("a", "sup").requires("in"), childFlow("b", "nowhere near")))
        .containsExactly(
            new FlowProblem(
                Code.UNKNOWN_FLOW,
                "f/a",
                null,
                "the flow 'sup' is not registered at this engine; did you mean 'sub'?",
                new Part.Child()),
            new FlowProblem(
                Code.UNKNOWN_FLOW,
                "f/b",
                null,
                "the flow 'nowhere near' is not registered at this engine",
                new Part.Child()));
  }

  @Test
  void soIsOneThatAChildOfAChildNames() {
    register("outer", childFlow("a", "inner"));
    assertThat(problems(childFlow("c", "outer")))
        .extracting(FlowProblem::message)
        .containsExactly(
            "the flow 'inner', which 'outer' begins, is not registered at this engine");
  }

  @Test
  void namesThatLeadBackToThemselvesAreReported() {
    register("one", childFlow("a", "two"));
    register("two", childFlow("b", "one"));
    assertThat(problems(childFlow("c", "one")))
        .containsExactly(
            new FlowProblem(
                Code.CHILD_CYCLE,
                "f/c",
                null,
                "child flows begin each other for ever: 'one' -> 'two' -> 'one'"));
  }

  @Test
  void childrenOfChildrenMayBeSoManyLevelsDeep() {
    register("level1", task("t", "t"));
    for (int level = 2; level <= ChildFlow.MAX_DEPTH + 1; level++) {
      register("level" + level, childFlow("c", "level" + (level - 1)));
    }
    assertThat(problems(childFlow("a", "level" + ChildFlow.MAX_DEPTH))).isEmpty();
    assertThat(problems(childFlow("a", "level" + (ChildFlow.MAX_DEPTH + 1))))
        .containsExactly(
            new FlowProblem(
                Code.TOO_DEEP,
                "f/a",
                null,
                "child flows are nested 11 deep from 'level11' on, at most 10 are allowed"));
  }

  @Test
  void whatAChildLacksOrDoesNotProvideIsReportedAtOnce() {
    assertThat(
            problems(
                childFlow("a", "sub"), childFlow("b", "sub").requires("in").providesMembers("ou")))
        .containsExactly(
            new FlowProblem(
                Code.INVALID_CHILD,
                "f/a",
                null,
                "the flow 'sub' can't be its child: sub/x: execute needs 'in', which is neither in"
                    + " the store nor provided by anything else"),
            new FlowProblem(
                Code.INVALID_CHILD,
                "f/b",
                null,
                "the flow 'sub' provides no 'ou'; did you mean 'out'?",
                new Part.Provided("ou")));
  }

  @Test
  void theChildrenOfAFanOutAreCheckedToo() {
    assertThat(problems(forEachFlow("a", "in", "element", "sub", c -> c)))
        .extracting(FlowProblem::code, FlowProblem::path)
        .containsExactly(tuple(Code.INVALID_CHILD, "f/a"));
  }

  @Test
  void tooManyDifferentFlowsAreReported() {
    FlowPart[] children = new FlowPart[ChildFlow.MAX_FLOWS + 1];
    for (int i = 0; i < children.length; i++) {
      register("r" + i, task("t", "t"));
      children[i] = childFlow("c" + i, "r" + i);
    }
    assertThat(problems(children)).extracting(FlowProblem::code).containsExactly(Code.TOO_LARGE);
  }

  @Test
  void aStoredFlowIsCompiledWhateverIsRegistered() {
    Flow flow = linear("f", childFlow("a", "gone")).build();
    assertThat(FlowCompiler.compile(flow).atomCount()).isEqualTo(1);
    assertThat(ChildFlows.reachable(flow, registered)).isEmpty();
  }

  @Test
  void reachableIsWhatChildrenOfChildrenMayBegin() {
    register("outer", childFlow("a", "sub"), forEachFlow("b", "in", "x", "sub", c -> c));
    Flow flow = linear("f", childFlow("c", "outer")).build();
    assertThat(ChildFlows.reachable(flow, registered)).containsOnlyKeys("outer", "sub");
  }
}

package io.taskflow.engine.plan;

import static io.taskflow.flow.Deciders.when;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.parameterizedForEach;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.taskflow.engine.control.BuiltInRetries;
import io.taskflow.engine.control.Controls;
import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.engine.plan.FlowProblem.Input;
import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.Deciders;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.Part;
import io.taskflow.flow.Retries;
import io.taskflow.flow.RetryRule;
import io.taskflow.protocol.Action;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What can be wrong with retries, deciders and targets. */
class ControlProblemTest {

  @Test
  void aRetryThatNeedsWhatOnlyItsOwnFlowProvidesLacksIt() {
    for (FlowBuilder<?> flow :
        List.<FlowBuilder<?>>of(
            linear("f", task("a", "t").provides("values")),
            unordered("f", task("a", "t").provides("values")),
            graph("f", task("a", "t").provides("values")))) {
      assertThat(problemsOf(flow.retry(parameterizedForEach())))
          .containsExactly(
              new FlowProblem(
                  Code.MISSING_ARGUMENT,
                  "f/f_retry",
                  new Input(Action.EXECUTE, "values", "values"),
                  "execute needs 'values', which is only provided by what it doesn't follow, such as"
                      + " f/a",
                  new Part.Argument(Action.EXECUTE, "values")));
    }
  }

  @Test
  void retriesHaveNamesBesideThoseOfTasksAndFlows() {
    List<FlowProblem> problems =
        problemsOf(
            linear("f", task("f_retry", "t"), linear("g").retry(times(1).name("f")))
                .retry(times(1)));
    assertThat(problems)
        .extracting(FlowProblem::code, FlowProblem::path)
        .containsExactly(
            tuple(Code.DUPLICATE_NAME, "f/f_retry"), tuple(Code.DUPLICATE_NAME, "f/g/f"));
  }

  @Test
  void aRetryThatRebindsWhatItDoesNotHaveIsRefused() {
    List<FlowProblem> problems = problemsOf(linear("f").retry(times(1).rebind("values", "x")));
    assertThat(problems)
        .extracting(FlowProblem::code, FlowProblem::path)
        .containsExactly(tuple(Code.UNKNOWN_REBIND, "f/f_retry"));
  }

  @Test
  void aTargetMustBeADirectItem() {
    List<FlowProblem> problems =
        problemsOf(graph("f", task("scan", "t"), linear("g", task("a", "t"))).target("scam"));
    assertThat(problems)
        .containsExactly(
            new FlowProblem(
                Code.UNKNOWN_TARGET,
                "f",
                null,
                "its target needs an item 'scam' directly in this flow, and there is none; did you"
                    + " mean 'scan'?",
                new Part.Target()));
    assertThat(problemsOf(graph("f", linear("g", task("a", "t"))).target("a")))
        .extracting(FlowProblem::code)
        .containsExactly(Code.UNKNOWN_TARGET);
  }

  @Test
  void whatIsNoPartOfATargetLacksNothing() {
    Flow flow = graph("f", task("a", "t"), task("b", "t").requires("nowhere")).target("a").build();
    assertThatCode(() -> FlowCompiler.compile(flow, Set.of())).doesNotThrowAnyException();
  }

  @Test
  void namesOfControlsMustBeRegistered() {
    Controls controls =
        Controls.builder()
            .retry("patient", settings -> BuiltInRetries.of(new RetryRule.AlwaysRevert()))
            .condition(
                "weekday",
                settings -> {
                  throw new IllegalArgumentException("no day '" + settings.text() + "'");
                })
            .build();
    Flow flow =
        graph("f", linear("a").retry(Retries.named("patent", null)), task("b", "t"), linear("c"))
            .link("a", "b", Deciders.named("workday", null, Depth.ALL))
            .link("b", "c", Deciders.named("weekday", 8, Depth.ALL))
            .build();
    InvalidFlowException refused =
        catchThrowableOfType(
            InvalidFlowException.class, () -> FlowCompiler.compile(flow, Set.of(), controls));
    assertThat(refused.problems())
        .extracting(FlowProblem::code, FlowProblem::path, FlowProblem::message)
        .containsExactlyInAnyOrder(
            tuple(
                Code.UNKNOWN_CONTROL,
                "f/a/a_retry",
                "the retry controller 'patent' is not registered at this engine; did you mean"
                    + " 'patient'?"),
            tuple(
                Code.UNKNOWN_CONTROL,
                "f",
                "the condition 'workday' of the link from 'a' to 'b' is not registered at this"
                    + " engine; did you mean 'weekday'?"),
            tuple(
                Code.UNKNOWN_CONTROL,
                "f",
                "the condition 'weekday' of the link from 'b' to 'c' refuses its settings:"
                    + " java.lang.IllegalArgumentException: no day '8'"));
  }

  @Test
  void anExpressionThatIsNoneIsShownWithItsPlace() {
    List<FlowProblem> problems =
        problemsOf(
            graph("f", task("a", "t"), task("b", "t"))
                .link("a", "b", when("results.a >\n nothing")));
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().code()).isEqualTo(Code.BAD_EXPRESSION);
    assertThat(problems.getFirst().message())
        .startsWith(
            "the decider of the link from 'a' to 'b' can't be used: at line 2, column 2: undeclared"
                + " reference to 'nothing'");
  }

  private static List<FlowProblem> problemsOf(FlowBuilder<?> builder) {
    Flow flow = builder.build();
    InvalidFlowException refused =
        catchThrowableOfType(
            InvalidFlowException.class, () -> FlowCompiler.compile(flow, Set.of()));
    assertThat(refused).isNotNull();
    return refused.problems();
  }
}

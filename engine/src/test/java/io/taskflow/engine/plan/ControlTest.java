package io.taskflow.engine.plan;

import static io.taskflow.flow.Deciders.when;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.control.BuiltInRetries;
import io.taskflow.engine.control.Controls;
import io.taskflow.engine.control.RetryController;
import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.Retries;
import io.taskflow.flow.RetryRule;
import io.taskflow.flow.TaskBuilder;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which retry decides about an atom, and which deciders are asked for it. */
class ControlTest {

  @Test
  void theRetryOfTheNearestFlowDecidesAndForARetryTheNextOuterOne() {
    FlowPlan plan =
        compile(
            linear(
                    "f",
                    t("a"),
                    linear("g", unordered("h", t("b"), linear("i", t("c")).retry(times(1)))),
                    t("d"))
                .retry(times(1)));
    assertThat(controllers(plan))
        .containsExactly(
            "f_retry:-", "a:f_retry", "b:f_retry", "i_retry:f_retry", "c:i_retry", "d:f_retry");
  }

  @Test
  void withoutARetryNobodyDecides() {
    FlowPlan plan = compile(linear("f", t("a"), linear("g", t("b")).retry(times(1))));
    assertThat(controllers(plan)).containsExactly("a:-", "g_retry:-", "b:g_retry");
    assertThatThrownBy(() -> plan.controller(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("atom 'a' is not a retry");
  }

  @Test
  void aRegisteredRetryIsMadeFromItsSettings() {
    List<Json> settings = new ArrayList<>();
    RetryController made = BuiltInRetries.of(new RetryRule.AlwaysRevert());
    Controls controls =
        Controls.builder()
            .retry(
                "patient",
                given -> {
                  settings.add(given);
                  return made;
                })
            .build();
    FlowPlan plan =
        FlowCompiler.compile(
            linear("f").retry(Retries.named("patient", 7)).build(), null, controls);
    assertThat(plan.controller(0)).isSameAs(made);
    assertThat(settings).containsExactly(Json.of(7));
  }

  @Test
  void aLinkIsAskedForItsTarget() {
    FlowPlan plan =
        compile(
            graph("f", t("a"), linear("g", t("b")), t("c"))
                .link("a", "c", when("true", Depth.ATOM))
                .link("g", "c", when("false"))
                .link("a", "g"));
    assertThat(deciders(plan)).containsExactly("c: a>c ATOM true, g>c ALL false");
    assertThat(plan.deciders(plan.atom("c").orElseThrow()))
        .extracting(EdgeDecider::source)
        .containsExactly(plan.atom("a").orElseThrow(), FlowPlan.NONE);
  }

  @Test
  void aLinkToAFlowIsAskedForAllThatTheFlowBeginsWith() {
    FlowPlan plan =
        compile(
            graph(
                    "f",
                    t("a"),
                    unordered(
                        "g",
                        t("b"),
                        linear("h", t("c"), t("d")),
                        linear("i", t("e")).retry(times(1)),
                        linear("j", linear("k"), t("l")),
                        graph("m", t("n"), t("o"), t("p")).link("n", "o")))
                .link("a", "g", when("true")));
    assertThat(deciders(plan))
        .containsExactly(
            "b: a>g ALL true",
            "c: a>g ALL true",
            "i_retry: a>g ALL true",
            "n: a>g ALL true",
            "p: a>g ALL true");
  }

  @Test
  void aLinkToAFlowWithARetryIsAskedForTheRetryAlone() {
    FlowPlan plan =
        compile(
            graph("f", t("a"), unordered("g", t("b"), t("c")).retry(times(1)))
                .link("a", "g", when("true")));
    assertThat(deciders(plan)).containsExactly("g_retry: a>g ALL true");
  }

  @Test
  void aDeciderOnADependencyThatIsThereAnywayIsOfThatDependency() {
    FlowPlan plan =
        compile(
            graph("f", t("a").provides("x"), t("b").requires("x").notRevertible())
                .link("a", "b", when("true")));
    assertThat(plan.predecessors(1)).containsExactly(0);
    assertThat(deciders(plan)).containsExactly("b: a>b ALL true");
  }

  @Test
  void ofSeveralLinksBetweenTheSameTheLastDeciderCounts() {
    FlowPlan plan =
        compile(
            graph("f", t("a"), t("b"))
                .link("a", "b", when("false", Depth.ATOM))
                .link("a", "b", when("true"))
                .link("a", "b"));
    assertThat(deciders(plan)).containsExactly("b: a>b ALL true");
  }

  @Test
  void aLinkThatIsNoPartOfATargetIsNotAskedAndNeedNotBeKnown() {
    FlowPlan plan =
        compile(
            graph("f", t("a"), t("b"), graph("g", t("c"), t("d")).link("c", "d", when("nothing")))
                .link("a", "b", when("true"))
                .link("a", "g", when("nothing"))
                .target("b"));
    assertThat(deciders(plan)).containsExactly("b: a>b ALL true");
  }

  private static TaskBuilder t(String name) {
    return task(name, "t");
  }

  private static FlowPlan compile(FlowBuilder<?> flow) {
    return FlowCompiler.compile(flow.build());
  }

  private static List<String> controllers(FlowPlan plan) {
    List<String> controllers = new ArrayList<>();
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      int by = plan.controllerOf(atom);
      controllers.add(
          plan.atom(atom).name() + ":" + (by == FlowPlan.NONE ? "-" : plan.atom(by).name()));
    }
    return controllers;
  }

  /** Every atom that has any, with what each of them answers. */
  private static List<String> deciders(FlowPlan plan) {
    List<String> deciders = new ArrayList<>();
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      List<String> some = plan.deciders(atom).stream().map(ControlTest::describe).toList();
      if (!some.isEmpty()) {
        deciders.add(plan.atom(atom).name() + ": " + String.join(", ", some));
      }
    }
    return deciders;
  }

  private static String describe(EdgeDecider decider) {
    try {
      return "%s>%s %s %s"
          .formatted(
              decider.from(),
              decider.to(),
              decider.depth(),
              decider.condition().test(new TreeMap<>()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

package io.taskflow.engine.plan;

import static io.taskflow.flow.Deciders.when;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.parameterizedForEach;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.TaskBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/**
 * Who sees whose results. Every task here can do without what it asks for, so that asking alone
 * makes no order.
 */
class ScopeTest {

  @Test
  void seesEarlierTasksOfItsFlowAndOfTheFlowsAround() {
    FlowPlan plan =
        compile(
            linear(
                "f",
                each("a"),
                graph("g", each("b"), linear("h", each("c"), each("d"))),
                each("e")));
    assertThat(seenBy(plan, "a")).isEmpty();
    assertThat(seenBy(plan, "b")).containsExactly("a");
    assertThat(seenBy(plan, "c")).containsExactly("a");
    assertThat(seenBy(plan, "d")).containsExactly("a", "c");
    assertThat(seenBy(plan, "e")).containsExactly("a", "b", "c", "d");
  }

  @Test
  void doesNotSeeNeighboursInAnUnorderedFlow() {
    FlowPlan plan =
        compile(linear("f", each("a"), unordered("g", each("b"), each("c")), each("d")));
    assertThat(seenBy(plan, "b")).containsExactly("a");
    assertThat(seenBy(plan, "c")).containsExactly("a");
    assertThat(seenBy(plan, "d")).containsExactly("a", "b", "c");
  }

  @Test
  void seesInAGraphWhatItFollowsDirectlyOrNot() {
    FlowPlan plan =
        compile(
            graph("f", each("a"), each("b"), each("c"), each("d"), each("e"))
                .link("a", "c")
                .link("c", "b")
                .link("d", "e"));
    assertThat(seenBy(plan, "a")).isEmpty();
    assertThat(seenBy(plan, "b")).containsExactly("a", "c");
    assertThat(seenBy(plan, "c")).containsExactly("a");
    assertThat(seenBy(plan, "e")).containsExactly("d");
  }

  @Test
  void theNearestOfTheInnermostScopeComesFirst() {
    FlowPlan plan =
        compile(
            linear(
                "f",
                gives("a", "x"),
                linear("g", gives("b", "x"), gives("c", "x"), asks("d", "x")),
                linear("h", asks("e", "x"))));
    assertThat(providers(plan, "d", "x")).startsWith("c").doesNotContain("a");
    assertThat(providers(plan, "e", "x")).startsWith("c");
  }

  @Test
  void aFinishedFlowCountsAsOneItemWithItsLastContentsNearest() {
    FlowPlan plan =
        compile(
            linear(
                "f",
                gives("a", "x"),
                linear("g", gives("b", "x"), linear("h", gives("c", "x")), task("n", "t")),
                asks("d", "x")));
    assertThat(providers(plan, "d", "x")).startsWith("c", "b", "a");
  }

  @Test
  void theNearestInAGraphIsTheLastOneInOrderThatIsFollowed() {
    FlowPlan plan =
        compile(
            graph(
                    "f",
                    gives("a", "x"),
                    gives("b", "x"),
                    task("m", "t"),
                    gives("far", "x"),
                    asks("d", "x"))
                .link("a", "b")
                .link("b", "m")
                .link("m", "d"));
    assertThat(providers(plan, "d", "x")).startsWith("b").doesNotContain("far");
  }

  @Test
  void afterAProviderThatMayLackTheSymbolTheNextOnesAreListed() {
    FlowPlan plan =
        compile(
            graph(
                    "f",
                    gives("a", "x"),
                    gives("b", "x"),
                    task("c", "t").providesMembers("x", "y"),
                    gives("far", "x"),
                    task("d", "t").providesElements("y", "x"),
                    asks("e", "x"))
                .link("a", "b")
                .link("b", "c")
                .link("c", "d")
                .link("d", "e"));
    List<Provider> level = argument(plan, "e", "x").levels().getFirst();
    assertThat(level)
        .containsExactly(
            new Provider(plan.atom("d").orElseThrow(), new Part.Element(1)),
            new Provider(plan.atom("c").orElseThrow(), new Part.Member("x")),
            new Provider(plan.atom("b").orElseThrow(), new Part.Whole()));
  }

  @Test
  void aRetryIsTheFirstItemOfItsFlow() {
    FlowPlan plan =
        compile(
            linear(
                    "f",
                    unordered("g", gives("a", "x"), asks("b", "x"))
                        .retry(times(1).name("inner").provides("x")),
                    asks("c", "x"))
                .retry(times(1).name("outer").provides("x")));
    assertThat(providers(plan, "b", "x")).containsExactly("inner");
    assertThat(providers(plan, "c", "x")).containsExactly("a", "inner", "outer");
  }

  @Test
  void aRetrySeesNothingOfItsOwnFlow() {
    FlowPlan plan =
        compile(
            linear(
                    "f",
                    gives("a", "values"),
                    linear("g", gives("b", "values"))
                        .retry(parameterizedForEach().name("inner").provides("values")))
                .retry(times(1).name("outer").provides("values")));
    assertThat(providers(plan, "inner", "values")).containsExactly("a", "outer");
  }

  @Test
  void theRetryOfAGraphIsSeenByAllOfItAndIsTheFarthest() {
    FlowPlan plan =
        compile(
            graph("f", task("a", "t").providesMembers("x"), asks("b", "x"), asks("c", "x"))
                .link("a", "b")
                .retry(times(1).name("r").provides("x")));
    assertThat(providers(plan, "b", "x")).containsExactly("a", "r");
    assertThat(providers(plan, "c", "x")).containsExactly("r");
  }

  @Test
  void whereAProviderMayBeIgnoredAllScopesAreListedFromInsideOut() {
    FlowPlan plan =
        compile(
            graph(
                    "f",
                    gives("a", "x"),
                    gives("b", "x"),
                    gives("far", "x"),
                    linear("g", gives("c", "x"), gives("d", "x"), asks("e", "x")))
                .link("a", "b", when("true"))
                .link("b", "g")
                .retry(times(1).name("r").provides("x")));
    Argument argument = argument(plan, "e", "x");
    assertThat(argument.levels()).hasSize(2);
    assertThat(names(plan, argument.levels().getFirst())).containsExactly("d", "c");
    List<Provider> outer = argument.levels().getLast();
    assertThat(names(plan, outer)).containsExactly("b", "a", "r");
    assertThat(outer).isNotEmpty().hasSize(3);
    assertThat(outer.get(0).atom()).isEqualTo(plan.atom("b").orElseThrow());
    assertThat(outer.get(2).atom()).isEqualTo(plan.atom("r").orElseThrow());
    Iterator<Provider> all = outer.iterator();
    outer.forEach(provider -> assertThat(all.next()).isEqualTo(provider));
    assertThatThrownBy(all::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void ownResultsAreNotSeen() {
    FlowPlan plan = compile(linear("f", asks("a", "x").provides("x")));
    assertThat(argument(plan, "a", "x").levels()).isEmpty();
  }

  /** A task that provides a symbol of its own name and asks for those of all others. */
  private static TaskBuilder each(String name) {
    return task(name, "t").provides(name).optional("a", "b", "c", "d", "e");
  }

  private static TaskBuilder gives(String name, String symbol) {
    return task(name, "t").provides(symbol);
  }

  private static TaskBuilder asks(String name, String symbol) {
    return task(name, "t").optional(symbol);
  }

  private static FlowPlan compile(FlowBuilder<?> flow) {
    return FlowCompiler.compile(flow.build());
  }

  private static List<String> seenBy(FlowPlan plan, String task) {
    List<String> seen = new ArrayList<>();
    for (Argument argument : plan.executeArguments(plan.atom(task).orElseThrow())) {
      if (!argument.levels().isEmpty()) {
        seen.add(argument.symbol());
      }
    }
    return seen;
  }

  private static List<String> providers(FlowPlan plan, String task, String symbol) {
    return names(plan, argument(plan, task, symbol).levels().getFirst());
  }

  private static List<String> names(FlowPlan plan, List<Provider> level) {
    return level.stream().map(provider -> plan.atom(provider.atom()).name()).toList();
  }

  private static Argument argument(FlowPlan plan, String task, String symbol) {
    return plan.executeArguments(plan.atom(task).orElseThrow()).stream()
        .filter(argument -> argument.symbol().equals(symbol))
        .findFirst()
        .orElseThrow();
  }
}

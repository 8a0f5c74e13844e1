package io.taskflow.engine.plan;

import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.parameterizedForEach;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.TaskBuilder;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes before what, by pattern: edges that follow from others are not listed. */
class OrderTest {

  static Stream<Arguments> patterns() {
    return Stream.of(
        of("nothing in a linear flow", linear("f")),
        of("nothing in a graph flow", graph("f")),
        of("one task", linear("f", t("a"))),
        of("linear: one after another", linear("f", t("a"), t("b"), t("c")), "a>b", "b>c"),
        of("unordered: no order", unordered("f", t("a"), t("b"), t("c"))),
        of(
            "linear in linear",
            linear("f", t("a"), linear("g", t("b"), t("c")), t("d")),
            "a>b",
            "b>c",
            "c>d"),
        of(
            "unordered in linear: all after the one before, all before the one after",
            linear("f", t("a"), unordered("g", t("b"), t("c")), t("d")),
            "a>b",
            "a>c",
            "b>d",
            "c>d"),
        of(
            "unordered after unordered: each after each",
            linear("f", unordered("g", t("a"), t("b")), unordered("h", t("c"), t("d"))),
            "a>c",
            "a>d",
            "b>c",
            "b>d"),
        of(
            "empty flows keep the order around them",
            linear("f", t("a"), unordered("g", linear("h"), graph("i")), t("b")),
            "a>b"),
        of(
            "linear in unordered: two chains",
            unordered("f", linear("g", t("a"), t("b")), linear("h", t("c"), t("d"))),
            "a>b",
            "c>d"),
        of("graph without needs: no order", graph("f", t("a"), t("b"))),
        of("graph: provider first", graph("f", gives("a", "x"), needs("b", "x")), "a>b"),
        of(
            "graph: whoever waits is served by who comes later",
            graph("f", needs("b", "x"), gives("a", "x")),
            "a>b"),
        of(
            "graph: all who wait are served",
            graph("f", needs("b", "x"), needs("c", "x"), gives("a", "x")),
            "a>b",
            "a>c"),
        of(
            "graph: a second provider after the consumer does not matter",
            graph("f", gives("a", "x"), needs("b", "x"), gives("c", "x")),
            "a>b"),
        of(
            "graph: of two providers after the consumer the first counts",
            graph("f", needs("b", "x"), gives("a", "x"), gives("c", "x")),
            "a>b"),
        of(
            "graph: who requires what it provides itself waits for another",
            graph("f", needs("a", "x").provides("x"), gives("b", "x")),
            "b>a"),
        of(
            "graph: optional arguments make no order",
            graph("f", gives("a", "x"), t("b").optional("x"))),
        of(
            "graph: a rebound optional argument is required",
            graph("f", gives("a", "x"), t("b").optional("o").rebind("o", "x")),
            "a>b"),
        of(
            "graph: the symbol counts, not the argument",
            graph("f", gives("a", "x"), gives("p", "y"), needs("b", "p").rebind("p", "y")),
            "p>b"),
        of(
            "graph: what is injected is not required",
            graph("f", gives("a", "x"), needs("b", "x").inject("x", 1))),
        of(
            "graph: what only revert requires is required",
            graph("f", gives("a", "x"), t("b").revertRequires("x")),
            "a>b"),
        of(
            "graph: revert of what can't be reverted requires nothing",
            graph("f", gives("a", "x"), t("b").revertRequires("x").notRevertible())),
        of(
            "graph: elements and members are provided too",
            graph(
                "f",
                t("a").providesElements("x", "y"),
                t("b").providesMembers("z"),
                needs("c", "y", "z")),
            "a>c",
            "b>c"),
        of("graph: links", graph("f", t("a"), t("b"), t("c")).link("c", "a").link("c", "a"), "c>a"),
        of(
            "graph: a link beside a dependency",
            graph("f", gives("a", "x"), needs("b", "x")).link("a", "b"),
            "a>b"),
        of(
            "graph: a flow provides what anything in it provides",
            graph("f", needs("c", "x"), linear("g", t("a"), linear("h", gives("b", "x")), t("d"))),
            "a>b",
            "b>d",
            "d>c"),
        of(
            "graph: a flow requires what its contents require, and all of it waits",
            graph("f", linear("g", t("a"), needs("b", "x")), gives("c", "x")),
            "c>a",
            "a>b"),
        of(
            "graph: a linear flow does not require what it provides earlier inside",
            graph("f", gives("o", "x"), linear("g", gives("a", "x"), needs("b", "x"))),
            "a>b"),
        of(
            "graph: a linear flow requires what it provides only later inside",
            graph("f", gives("o", "x"), linear("g", needs("b", "x"), gives("a", "x"))),
            "o>b",
            "b>a"),
        of(
            "graph: in an unordered flow nobody serves a neighbour",
            graph("f", gives("o", "x"), unordered("g", gives("a", "x"), needs("b", "x"))),
            "o>a",
            "o>b"),
        of(
            "graph in graph: what is served inside is not required outside",
            graph("f", gives("o", "x"), graph("g", needs("b", "x"), gives("a", "x"))),
            "a>b"),
        of(
            "graph in graph: what is not served inside is required outside",
            graph("f", graph("g", needs("b", "y"), gives("a", "x")), gives("o", "y")),
            "o>a",
            "o>b"),
        of(
            "graph in graph: who requires and provides the same lets the outer one be asked",
            graph("f", gives("o", "x"), graph("g", needs("a", "x").provides("x"))),
            "o>a"),
        of(
            "graph: links to and from flows",
            graph("f", t("a"), unordered("g", t("b"), t("c")), t("d"))
                .link("a", "g")
                .link("g", "d"),
            "a>b",
            "a>c",
            "b>d",
            "c>d"),
        of("a retry alone", linear("f").retry(times(1))),
        of(
            "a retry precedes everything in its flow",
            linear("f", t("a"), unordered("g", t("b"), t("c")).retry(times(1)), t("d"))
                .retry(times(1)),
            "f_retry>a",
            "a>g_retry",
            "g_retry>b",
            "g_retry>c",
            "b>d",
            "c>d"),
        of(
            "a retry in an otherwise empty flow keeps the order around it",
            linear("f", t("a"), graph("g").retry(times(1)), t("b")),
            "a>g_retry",
            "g_retry>b"),
        of(
            "graph: its retry precedes those that follow nothing",
            graph("f", t("a"), t("b"), t("c")).link("a", "c").retry(times(1)),
            "f_retry>a",
            "f_retry>b",
            "a>c"),
        of(
            "graph: what its retry provides makes no order",
            graph("f", gives("a", "x"), needs("b", "x"), needs("c", "x"), gives("d", "x"))
                .retry(times(1).provides("x")),
            "f_retry>a",
            "f_retry>b",
            "f_retry>c",
            "f_retry>d"),
        of(
            "graph: a flow requires what its retry requires, and provides what that provides",
            graph(
                "f",
                linear("g", gives("b", "x"))
                    .retry(parameterizedForEach().rebind("values", "x").provides("y")),
                gives("a", "x"),
                needs("c", "y")),
            "a>g_retry",
            "g_retry>b",
            "b>c"),
        of(
            "graph: a flow does not require what its retry provides",
            graph("f", gives("a", "x"), linear("g", needs("b", "x")).retry(times(1).provides("x"))),
            "g_retry>b"),
        of(
            "target: only what it depends on, by needs and links",
            graph("f", gives("a", "x"), needs("b", "x"), t("c"), t("d"), needs("e", "x"))
                .link("c", "b")
                .link("d", "c")
                .target("c"),
            "d>c"),
        of(
            "target: dependencies are made with everything",
            graph("f", needs("b", "x"), gives("a", "x"), gives("c", "x")).target("b"),
            "a>b"),
        of(
            "target: a flow, with all of its contents",
            graph("f", gives("a", "x"), linear("g", t("b"), needs("c", "x")), t("d")).target("g"),
            "a>b",
            "b>c"),
        of(
            "target: a flow requires and provides only what takes part",
            graph(
                "f",
                gives("a", "x"),
                gives("o", "z"),
                graph("g", needs("b", "x"), gives("c", "y"), needs("d", "z")).target("b"),
                t("e").optional("y")),
            "a>b"));
  }

  @Test
  void whatIsNoPartOfATargetIsNotThere() {
    FlowPlan plan =
        FlowCompiler.compile(
            graph("f", t("a"), linear("g", t("b"), t("c")).retry(times(1)), t("d"))
                .link("a", "d")
                .target("d")
                .build(),
            Set.of());
    assertThat(plan.atomCount()).isEqualTo(2);
    assertThat(plan.nodeCount()).isEqualTo(2);
    assertThat(plan.atom("b")).isEmpty();
    assertThat(plan.atom("d")).hasValue(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("patterns")
  void ordersAtoms(String name, FlowBuilder<?> flow, Set<String> edges) {
    FlowPlan plan = FlowCompiler.compile(flow.build());
    assertThat(new Precedence(plan).reduced()).isEqualTo(edges);
  }

  private static Arguments of(String name, FlowBuilder<?> flow, String... edges) {
    return Arguments.of(name, flow, new TreeSet<>(Set.of(edges)));
  }

  private static TaskBuilder t(String name) {
    return task(name, "any");
  }

  private static TaskBuilder gives(String name, String symbol) {
    return t(name).provides(symbol);
  }

  private static TaskBuilder needs(String name, String... symbols) {
    return t(name).requires(symbols);
  }
}

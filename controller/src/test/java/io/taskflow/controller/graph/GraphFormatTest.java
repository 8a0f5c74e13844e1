package io.taskflow.controller.graph;

import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.Flows;
import io.taskflow.flow.Retries;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.InputSource;

/** What pictures show of flows that are not simple. */
class GraphFormatTest {

  @Test
  void whereManyMeetManyThereIsOnePlaceAndNotAnEdgeForEachPair() {
    FlowPlan plan =
        FlowCompiler.compile(
            linear(
                    "f",
                    unordered("a", task("a1", "t"), task("a2", "t"), task("a3", "t")),
                    unordered("b", task("b1", "t"), task("b2", "t"), task("b3", "t")))
                .build());
    assertThat(GraphFormat.MERMAID.draw(plan).lines().filter(line -> line.contains("-->")))
        .hasSize(6);
    assertThat(GraphFormat.TEXT.draw(plan)).contains("    b1: t  <- a1, a2, a3\n");
  }

  @ParameterizedTest
  @EnumSource
  void whatNamesContainIsEscaped(GraphFormat format) throws Exception {
    FlowPlan plan =
        FlowCompiler.compile(
            linear(
                    "a \"b\" <c> & #d \\",
                    task("Größe \"q\" <x> & y", "t"),
                    forEach("each", "hosts", "host", "t", t -> t))
                .retry(Retries.times(2))
                .build());
    String drawn = format.draw(plan);
    switch (format) {
      case SVG ->
          assertThat(
                  DocumentBuilderFactory.newInstance()
                      .newDocumentBuilder()
                      .parse(new InputSource(new StringReader(drawn)))
                      .getElementsByTagName("title")
                      .item(0)
                      .getTextContent())
              .isEqualTo("a \"b\" <c> & #d \\");
      case MERMAID ->
          assertThat(drawn)
              .contains("[\"Größe &quot;q&quot; &lt;x&gt; &amp; y<br/>t\"]", "each host of hosts");
      case DOT -> assertThat(drawn).contains("label=\"Größe \\\"q\\\" <x> & y\\nt\"");
      case TEXT -> assertThat(drawn).contains("Größe \"q\" <x> & y: t");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLargeFlowIsDrawnInGoodTime(GraphFormat format) {
    FlowBuilder<?> flow = Flows.linear("f");
    for (int i = 0; i < 100; i++) {
      FlowBuilder<?> step = Flows.unordered("f" + i);
      for (int j = 0; j < 20; j++) {
        step.add(task("t" + i + "-" + j, "t"));
      }
      flow.add(step);
    }
    assertThat(format.draw(FlowCompiler.compile(flow.build())).lines().count())
        .isBetween(2_000L, 12_000L);
  }
}

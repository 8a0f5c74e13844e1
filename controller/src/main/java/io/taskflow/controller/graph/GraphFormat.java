package io.taskflow.controller.graph;

import io.taskflow.engine.plan.FlowPlan;
import java.util.Locale;

/** How a picture of a flow is written. */
public enum GraphFormat {
  /** For Markdown documents. */
  MERMAID,
  /** For Graphviz. */
  DOT,
  /** A picture as it is. */
  SVG,
  /** A tree for terminals. */
  TEXT;

  /** The picture of a compiled flow. */
  public String draw(FlowPlan plan) {
    FlowGraph graph = FlowGraph.of(plan);
    return switch (this) {
      case MERMAID -> MermaidText.of(graph);
      case DOT -> DotText.of(graph);
      case SVG -> SvgText.of(graph);
      case TEXT -> TreeText.of(graph);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

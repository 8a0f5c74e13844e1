package io.taskflow.controller.graph;

import io.taskflow.controller.graph.FlowGraph.Edge;
import io.taskflow.controller.graph.FlowGraph.Node;
import io.taskflow.controller.graph.FlowGraph.Scope;

/** Draws with the words of Graphviz. */
final class DotText {

  private final StringBuilder out = new StringBuilder();
  private int scopes;

  private DotText() {}

  static String of(FlowGraph graph) {
    DotText text = new DotText();
    text.out.append("digraph ").append(quoted(graph.scope().name())).append(" {\n");
    text.out.append("  node [fontname=\"sans-serif\"];\n");
    text.scope(graph.scope(), 1);
    for (Edge edge : graph.edges()) {
      text.out.append("  n%d -> n%d".formatted(edge.from(), edge.to()));
      if (!edge.label().isEmpty()) {
        text.out.append(" [label=").append(quoted(edge.label())).append(", style=dashed]");
      }
      text.out.append(";\n");
    }
    return text.out.append("}\n").toString();
  }

  private void scope(Scope scope, int depth) {
    String indent = "  ".repeat(depth);
    out.append(indent).append("subgraph cluster_").append(scopes++).append(" {\n");
    out.append(indent)
        .append("  label=")
        .append(quoted(scope.name() + " (" + scope.pattern() + ")"))
        .append(";\n");
    for (Node node : scope.nodes()) {
      out.append(indent).append("  n").append(node.id()).append(attributes(node)).append(";\n");
    }
    scope.scopes().forEach(inner -> scope(inner, depth + 1));
    out.append(indent).append("}\n");
  }

  private static String attributes(Node node) {
    String label = quoted(node.name() + "\n" + node.what());
    return switch (node.kind()) {
      case TASK -> " [shape=box, label=" + label + "]";
      case CHILD -> " [shape=box3d, label=" + label + "]";
      case FOR_EACH -> " [shape=parallelogram, label=" + label + "]";
      case RETRY -> " [shape=hexagon, label=" + label + "]";
      case JOIN -> " [shape=point, label=\"\"]";
    };
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}

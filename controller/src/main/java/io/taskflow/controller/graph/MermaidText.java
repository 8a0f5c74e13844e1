package io.taskflow.controller.graph;

import io.taskflow.controller.graph.FlowGraph.Edge;
import io.taskflow.controller.graph.FlowGraph.Node;
import io.taskflow.controller.graph.FlowGraph.Scope;

/** Draws with the words of Mermaid. */
final class MermaidText {

  private final StringBuilder out = new StringBuilder("flowchart TD\n");
  private int scopes;

  private MermaidText() {}

  static String of(FlowGraph graph) {
    MermaidText text = new MermaidText();
    text.scope(graph.scope(), 1);
    for (Edge edge : graph.edges()) {
      text.out.append("  n").append(edge.from()).append(" -->");
      if (!edge.label().isEmpty()) {
        text.out.append("|\"").append(escaped(edge.label())).append("\"|");
      }
      text.out.append(" n").append(edge.to()).append('\n');
    }
    return text.out.toString();
  }

  private void scope(Scope scope, int depth) {
    String indent = "  ".repeat(depth);
    out.append(indent)
        .append(
            "subgraph s%d[\"%s (%s)\"]\n"
                .formatted(scopes++, escaped(scope.name()), scope.pattern()));
    for (Node node : scope.nodes()) {
      out.append(indent).append("  n").append(node.id()).append(shape(node)).append('\n');
    }
    scope.scopes().forEach(inner -> scope(inner, depth + 1));
    out.append(indent).append("end\n");
  }

  private static String shape(Node node) {
    String label = "\"" + escaped(node.name()) + "<br/>" + escaped(node.what()) + "\"";
    return switch (node.kind()) {
      case TASK -> "[" + label + "]";
      case CHILD -> "[[" + label + "]]";
      case FOR_EACH -> "[/" + label + "/]";
      case RETRY -> "{{" + label + "}}";
      case JOIN -> "(( ))";
    };
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("\"", "&quot;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("#", "&#35;");
  }
}

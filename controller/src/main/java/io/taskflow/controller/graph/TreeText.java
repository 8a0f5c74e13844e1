package io.taskflow.controller.graph;

import io.taskflow.controller.graph.FlowGraph.Edge;
import io.taskflow.controller.graph.FlowGraph.Kind;
import io.taskflow.controller.graph.FlowGraph.Node;
import io.taskflow.controller.graph.FlowGraph.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Draws a tree of flows, each atom with what it directly follows. */
final class TreeText {

  private final Map<Integer, Node> nodes = new HashMap<>();
  private final Map<Integer, List<Edge>> leading = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private TreeText(FlowGraph graph) {
    graph.allNodes().forEach(node -> nodes.put(node.id(), node));
    graph
        .edges()
        .forEach(edge -> leading.computeIfAbsent(edge.to(), n -> new ArrayList<>()).add(edge));
  }

  static String of(FlowGraph graph) {
    TreeText text = new TreeText(graph);
    text.scope(graph.scope(), 0);
    return text.out.toString();
  }

  private void scope(Scope scope, int depth) {
    line(depth, "%s (%s)".formatted(scope.name(), scope.pattern()));
    for (Node node : scope.nodes()) {
      if (node.kind() != Kind.JOIN) {
        String after = String.join(", ", after(node.id()));
        line(
            depth + 1,
            "%s: %s%s".formatted(node.name(), what(node), after.isEmpty() ? "" : "  <- " + after));
      }
    }
    scope.scopes().forEach(inner -> scope(inner, depth + 1));
  }

  private static String what(Node node) {
    return node.kind() == Kind.RETRY ? "retry " + node.what() : node.what();
  }

  private List<String> after(int node) {
    List<String> names = new ArrayList<>();
    for (Edge edge : leading.getOrDefault(node, List.of())) {
      Node from = nodes.get(edge.from());
      if (from == null) {
        continue;
      }
      if (from.kind() == Kind.JOIN) {
        names.addAll(after(from.id()));
      } else {
        names.add(
            edge.label().isEmpty() ? from.name() : "%s if %s".formatted(from.name(), edge.label()));
      }
    }
    return names;
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}

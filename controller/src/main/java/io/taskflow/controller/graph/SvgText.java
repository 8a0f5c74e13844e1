package io.taskflow.controller.graph;

import io.taskflow.controller.graph.FlowGraph.Edge;
import io.taskflow.controller.graph.FlowGraph.Kind;
import io.taskflow.controller.graph.FlowGraph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Draws a picture in layers: what follows something stands below it. */
final class SvgText {

  private static final int WIDTH = 190;
  private static final int HEIGHT = 46;
  private static final int GAP_X = 24;
  private static final int GAP_Y = 44;
  private static final int MARGIN = 20;
  private static final int LONGEST = 26;

  private final FlowGraph graph;
  private final Map<Integer, Integer> layers = new HashMap<>();
  private final Map<Integer, Integer> columns = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private SvgText(FlowGraph graph) {
    this.graph = graph;
  }

  static String of(FlowGraph graph) {
    return new SvgText(graph).draw();
  }

  private String draw() {
    List<Node> nodes = graph.allNodes();
    layer(nodes);
    Map<Integer, Integer> used = new HashMap<>();
    for (Node node : nodes) {
      columns.put(node.id(), used.merge(layers.getOrDefault(node.id(), 0), 1, Integer::sum) - 1);
    }
    int widest = used.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    int width = 2 * MARGIN + widest * (WIDTH + GAP_X) - GAP_X;
    int height = 2 * MARGIN + used.size() * (HEIGHT + GAP_Y) - GAP_Y;
    out.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <title>%s</title>
        <defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">\
        <path d="M0,0 L8,4 L0,8 z"/></marker></defs>
        """
            .formatted(width, height, escaped(graph.scope().name())));
    graph.edges().forEach(this::edge);
    nodes.forEach(this::node);
    return out.append("</svg>\n").toString();
  }

  /** The longest way to a node from the beginning. */
  private void layer(List<Node> nodes) {
    Map<Integer, List<Integer>> after = new HashMap<>();
    Map<Integer, Integer> missing = new HashMap<>();
    for (Edge edge : graph.edges()) {
      after.computeIfAbsent(edge.from(), n -> new ArrayList<>()).add(edge.to());
      missing.merge(edge.to(), 1, Integer::sum);
    }
    List<Integer> ready = new ArrayList<>();
    for (Node node : nodes) {
      if (!missing.containsKey(node.id())) {
        ready.add(node.id());
      }
    }
    for (int i = 0; i < ready.size(); i++) {
      int node = ready.get(i);
      int next = layers.computeIfAbsent(node, n -> 0) + 1;
      for (int to : after.getOrDefault(node, List.of())) {
        layers.merge(to, next, Math::max);
        if (missing.merge(to, -1, Integer::sum) == 0) {
          ready.add(to);
        }
      }
    }
  }

  private int x(int node) {
    return MARGIN + columns.getOrDefault(node, 0) * (WIDTH + GAP_X);
  }

  private int y(int node) {
    return MARGIN + layers.getOrDefault(node, 0) * (HEIGHT + GAP_Y);
  }

  private void edge(Edge edge) {
    int fromX = x(edge.from()) + WIDTH / 2;
    int fromY = y(edge.from()) + HEIGHT;
    int toX = x(edge.to()) + WIDTH / 2;
    int toY = y(edge.to());
    out.append(
        "<path d=\"M%d,%d C%d,%d %d,%d %d,%d\" fill=\"none\" stroke=\"#555\"%s marker-end=\"url(#to)\"/>\n"
            .formatted(
                fromX,
                fromY,
                fromX,
                fromY + GAP_Y / 2,
                toX,
                toY - GAP_Y / 2,
                toX,
                toY,
                edge.label().isEmpty() ? "" : " stroke-dasharray=\"4\""));
    if (!edge.label().isEmpty()) {
      out.append(
          "<text x=\"%d\" y=\"%d\" fill=\"#555\">%s</text>\n"
              .formatted((fromX + toX) / 2 + 4, (fromY + toY) / 2, escaped(brief(edge.label()))));
    }
  }

  private void node(Node node) {
    int x = x(node.id());
    int y = y(node.id());
    if (node.kind() == Kind.JOIN) {
      out.append(
          "<circle cx=\"%d\" cy=\"%d\" r=\"5\"/>\n".formatted(x + WIDTH / 2, y + HEIGHT / 2));
      return;
    }
    out.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"%s\" stroke=\"#333\"/>\n"
            .formatted(x, y, WIDTH, HEIGHT, node.kind() == Kind.RETRY ? 22 : 4, colour(node)));
    text(x, y + 19, node.name(), " font-weight=\"bold\"");
    text(x, y + 36, node.what(), "");
  }

  private void text(int x, int y, String text, String style) {
    out.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\"%s>%s</text>\n"
            .formatted(x + WIDTH / 2, y, style, escaped(brief(text))));
  }

  private static String colour(Node node) {
    return switch (node.kind()) {
      case RETRY -> "#fdf3d8";
      case CHILD -> "#e4ecfa";
      case FOR_EACH -> "#e6f5e6";
      case TASK, JOIN -> "#ffffff";
    };
  }

  private static String brief(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

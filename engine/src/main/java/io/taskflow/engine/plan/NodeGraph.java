package io.taskflow.engine.plan;

import io.taskflow.flow.Flow;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.UnorderedFlow;
import java.util.Map;

/**
 * The third pass of the compiler: what comes before what. Nodes are the atoms, then a start and an
 * end for each flow but the outermost. A flow's start precedes all of its contents and its end
 * follows them, so an edge to or from a flow is one edge, however much is in it. A retry stands
 * between the start of its flow and the items. A fan-out precedes its end, between which its items
 * will stand.
 */
final class NodeGraph {

  private static final int NONE = FlowPlan.NONE;

  private final FlowTree tree;
  private final Ordering ordering;
  private final Map<Integer, Integer> fanOutEnds;
  private final Edges edges = new Edges();

  private NodeGraph(Ordering ordering, Map<Integer, Integer> fanOutEnds) {
    this.tree = ordering.tree();
    this.ordering = ordering;
    this.fanOutEnds = fanOutEnds;
  }

  static Edges edges(Ordering ordering, Map<Integer, Integer> fanOutEnds) {
    NodeGraph graph = new NodeGraph(ordering, fanOutEnds);
    graph.connect(FlowTree.ROOT);
    fanOutEnds.forEach(graph::add);
    return graph.edges;
  }

  /** How many nodes atoms and flows need. */
  static int nodeCount(FlowTree tree) {
    return tree.atomCount() + 2 * (tree.flowCount() - 1);
  }

  private void connect(int entry) {
    int start = entry == FlowTree.ROOT ? NONE : startOf(entry);
    int end = start == NONE ? NONE : start + 1;
    int retry = tree.retry(entry);
    int head = start;
    if (retry != FlowTree.NONE) {
      head = tree.number(retry);
      add(start, head);
    }
    int[] children = tree.children(entry);
    if (children.length == 0) {
      add(head, end);
      return;
    }
    switch ((Flow) tree.element(entry)) {
      case LinearFlow linear -> {
        add(head, first(children[0]));
        for (int i = 1; i < children.length; i++) {
          add(last(children[i - 1]), first(children[i]));
        }
        add(last(children[children.length - 1]), end);
      }
      case UnorderedFlow unordered -> {
        for (int child : children) {
          add(head, first(child));
          add(last(child), end);
        }
      }
      case GraphFlow graph -> connectGraph(head, end, children, ordering.graph(entry));
    }
    for (int child : children) {
      if (tree.isFlow(child)) {
        connect(child);
      }
    }
  }

  private void connectGraph(int head, int end, int[] children, GraphOrder order) {
    for (int i = 0; i < children.length; i++) {
      if (order.predecessors(i).length == 0) {
        add(head, first(children[i]));
      }
      for (int successor : order.successors(i)) {
        add(last(children[i]), first(children[successor]));
      }
      if (order.successors(i).length == 0) {
        add(last(children[i]), end);
      }
    }
  }

  /** The outermost flow has neither start nor end. */
  private void add(int from, int to) {
    if (from != NONE && to != NONE) {
      edges.add(from, to);
    }
  }

  /** The node that everything else of an item follows. */
  private int first(int entry) {
    return tree.isFlow(entry) ? startOf(entry) : tree.number(entry);
  }

  /** The node that follows everything else of an item. */
  private int last(int entry) {
    int number = tree.number(entry);
    return tree.isFlow(entry) ? startOf(entry) + 1 : fanOutEnds.getOrDefault(number, number);
  }

  private int startOf(int flow) {
    return tree.atomCount() + 2 * (tree.number(flow) - 1);
  }
}

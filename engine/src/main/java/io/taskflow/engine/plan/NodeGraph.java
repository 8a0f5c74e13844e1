package io.taskflow.engine.plan;

import io.taskflow.flow.Flow;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.UnorderedFlow;

/**
 * The third pass of the compiler: what comes before what. Nodes are the tasks in the order written,
 * then a start and an end for each flow but the outermost. A flow's start precedes all of its
 * contents and its end follows them, so an edge to or from a flow is one edge, however much is in
 * it.
 */
final class NodeGraph {

  private final FlowTree tree;
  private final Ordering ordering;
  private final Edges edges = new Edges();

  private NodeGraph(FlowTree tree, Ordering ordering) {
    this.tree = tree;
    this.ordering = ordering;
  }

  static Edges edges(FlowTree tree, Ordering ordering) {
    NodeGraph graph = new NodeGraph(tree, ordering);
    for (int entry = 0; entry < tree.size(); entry++) {
      if (tree.item(entry) instanceof Flow flow) {
        graph.connect(entry, flow);
      }
    }
    return graph.edges;
  }

  static int nodeCount(FlowTree tree) {
    return tree.taskCount() + 2 * (tree.flowCount() - 1);
  }

  private void connect(int entry, Flow flow) {
    int[] children = tree.children(entry);
    if (children.length == 0) {
      if (entry != FlowTree.ROOT) {
        edges.add(first(entry), last(entry));
      }
      return;
    }
    switch (flow) {
      case LinearFlow linear -> {
        begin(entry, children[0]);
        for (int i = 1; i < children.length; i++) {
          edges.add(last(children[i - 1]), first(children[i]));
        }
        finish(entry, children[children.length - 1]);
      }
      case UnorderedFlow unordered -> {
        for (int child : children) {
          begin(entry, child);
          finish(entry, child);
        }
      }
      case GraphFlow graph -> connectGraph(entry, children, ordering.graph(entry));
    }
  }

  private void connectGraph(int entry, int[] children, GraphOrder order) {
    for (int i = 0; i < children.length; i++) {
      if (order.predecessors(i).length == 0) {
        begin(entry, children[i]);
      }
      for (int successor : order.successors(i)) {
        edges.add(last(children[i]), first(children[successor]));
      }
      if (order.successors(i).length == 0) {
        finish(entry, children[i]);
      }
    }
  }

  private void begin(int flow, int child) {
    if (flow != FlowTree.ROOT) {
      edges.add(first(flow), first(child));
    }
  }

  private void finish(int flow, int child) {
    if (flow != FlowTree.ROOT) {
      edges.add(last(child), last(flow));
    }
  }

  /** The node that everything else of a task or flow follows. */
  private int first(int entry) {
    return switch (tree.item(entry)) {
      case TaskSpec task -> tree.number(entry);
      case Flow flow -> startOf(entry);
    };
  }

  /** The node that follows everything else of a task or flow. */
  private int last(int entry) {
    return switch (tree.item(entry)) {
      case TaskSpec task -> tree.number(entry);
      case Flow flow -> startOf(entry) + 1;
    };
  }

  private int startOf(int flow) {
    return tree.taskCount() + 2 * (tree.number(flow) - 1);
  }
}

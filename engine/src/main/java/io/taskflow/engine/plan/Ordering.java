package io.taskflow.engine.plan;

import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.UnorderedFlow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;

/**
 * The second pass of the compiler: in which order the items of each flow run. For linear and
 * unordered flows the definition says it; for graph flows it is inferred from the inside out.
 */
final class Ordering {

  private final FlowTree tree;
  private final Problems problems;
  private final Map<Integer, GraphOrder> graphs = new HashMap<>();

  Ordering(FlowTree tree, Problems problems) {
    this.tree = tree;
    this.problems = problems;
    orderGraphsIn(FlowTree.ROOT);
  }

  /** The order of the items of a graph flow. */
  GraphOrder graph(int flow) {
    return Objects.requireNonNull(graphs.get(flow));
  }

  /** The direct items of a flow, none before one that it follows. */
  int[] inOrder(int flow) {
    GraphOrder graph = graphs.get(flow);
    return graph == null ? tree.children(flow) : graph.inOrder();
  }

  private void orderGraphsIn(int flow) {
    if (tree.item(flow) instanceof GraphFlow) {
      interfaceOf(flow);
      return;
    }
    for (int child : tree.children(flow)) {
      if (tree.item(child) instanceof Flow) {
        orderGraphsIn(child);
      }
    }
  }

  private Interface interfaceOf(int entry) {
    FlowItem item = tree.item(entry);
    return switch (item) {
      case TaskSpec task ->
          new Interface(Inputs.of(task).symbols(task), new HashSet<>(task.provides().symbols()));
      case LinearFlow linear -> {
        Interface sum = Interface.empty();
        for (int child : tree.children(entry)) {
          sum = sum.then(interfaceOf(child));
        }
        yield sum;
      }
      case UnorderedFlow unordered -> {
        Interface sum = Interface.empty();
        for (int child : tree.children(entry)) {
          sum = sum.beside(interfaceOf(child));
        }
        yield sum;
      }
      case GraphFlow graph -> {
        int[] children = tree.children(entry);
        Interface[] interfaces = new Interface[children.length];
        for (int i = 0; i < children.length; i++) {
          interfaces[i] = interfaceOf(children[i]);
        }
        GraphInference inference = new GraphInference(tree, entry, children, interfaces, problems);
        graphs.put(entry, inference.order());
        yield inference.interfaceOfAll();
      }
    };
  }
}

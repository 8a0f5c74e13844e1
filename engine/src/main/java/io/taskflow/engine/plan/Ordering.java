package io.taskflow.engine.plan;

import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.UnorderedFlow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The second pass of the compiler: in which order the items of each flow run. For linear and
 * unordered flows the definition says it; for graph flows it is inferred from the inside out, and
 * that says too what takes part if they have a target.
 */
final class Ordering {

  private final FlowTree whole;
  private final Problems problems;
  private final Map<Integer, GraphOrder> graphs = new HashMap<>();
  private final BitSet leftOut = new BitSet();
  private final List<DecidedLink> decided = new ArrayList<>();
  private final FlowTree tree;

  Ordering(FlowTree whole, Problems problems) {
    this.whole = whole;
    this.problems = problems;
    orderGraphsIn(FlowTree.ROOT);
    this.tree = graphs.isEmpty() ? whole : whole.numbered(leftOut, this::asTheyBegin);
    decided.removeIf(link -> !tree.takesPart(link.flow()));
  }

  /** What takes part. */
  FlowTree tree() {
    return tree;
  }

  /** The order of the items of a graph flow. */
  GraphOrder graph(int flow) {
    return Objects.requireNonNull(graphs.get(flow));
  }

  /** The direct items of a flow that take part, none before one that it follows. */
  int[] inOrder(int flow) {
    GraphOrder graph = graphs.get(flow);
    return graph == null ? tree.children(flow) : graph.inOrder();
  }

  /** All links with deciders that take part, those to the same item one after another. */
  List<DecidedLink> decidedLinks() {
    return decided;
  }

  /**
   * What is begun at about the same time has neighbouring numbers, and so stands near each other in
   * memory: a large flow spends most of its time on waiting for that.
   */
  private int[] asTheyBegin(int flow) {
    GraphOrder graph = graphs.get(flow);
    return graph == null ? whole.children(flow) : graph.asTheyBegin();
  }

  private void orderGraphsIn(int flow) {
    if (whole.element(flow) instanceof GraphFlow) {
      interfaceOf(flow);
      return;
    }
    for (int child : whole.children(flow)) {
      if (whole.isFlow(child)) {
        orderGraphsIn(child);
      }
    }
  }

  private Interface interfaceOf(int entry) {
    return switch (whole.element(entry)) {
      case AtomSpec atom -> Interface.of(atom);
      case LinearFlow linear -> {
        Interface sum = Interface.empty();
        for (int child : whole.children(entry)) {
          sum = sum.then(interfaceOf(child));
        }
        yield withRetry(entry, sum);
      }
      case UnorderedFlow unordered -> {
        Interface sum = Interface.empty();
        for (int child : whole.children(entry)) {
          sum = sum.beside(interfaceOf(child));
        }
        yield withRetry(entry, sum);
      }
      case GraphFlow graph -> withRetry(entry, interfaceOfGraph(entry));
    };
  }

  /** A retry precedes everything else in its flow, and sees nothing of it. */
  private Interface withRetry(int flow, Interface items) {
    int retry = whole.retry(flow);
    return retry == FlowTree.NONE ? items : interfaceOf(retry).then(items);
  }

  private Interface interfaceOfGraph(int entry) {
    int[] children = whole.children(entry);
    Interface[] interfaces = new Interface[children.length];
    for (int i = 0; i < children.length; i++) {
      interfaces[i] = interfaceOf(children[i]);
    }
    GraphInference inference = new GraphInference(whole, entry, children, interfaces, problems);
    GraphOrder order = inference.order();
    BitSet taking = inference.takingPart(order);
    graphs.put(entry, order.only(taking));
    decided.addAll(inference.decidedLinks(taking));
    for (int i = taking.nextClearBit(0); i < children.length; i = taking.nextClearBit(i + 1)) {
      leftOut.set(children[i]);
    }
    return inference.interfaceOf(taking);
  }
}

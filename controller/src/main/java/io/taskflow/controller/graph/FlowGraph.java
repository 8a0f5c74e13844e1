package io.taskflow.controller.graph;

import io.taskflow.controller.plan.RetryText;
import io.taskflow.engine.plan.EdgeDecider;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.Decider;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.UnorderedFlow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a picture of a flow shows.
 *
 * @param scope the outermost flow
 * @param edges what directly follows what
 */
record FlowGraph(Scope scope, List<Edge> edges) {

  /** What a node is. */
  enum Kind {
    TASK,
    CHILD,
    FOR_EACH,
    RETRY,
    /** Where several ends meet several beginnings; it does nothing. */
    JOIN
  }

  /**
   * An atom, or a place where many meet.
   *
   * @param id its number in the plan
   * @param name for people
   * @param what its type, or the like
   */
  record Node(int id, String name, String what, Kind kind) {}

  /**
   * A flow with what it directly contains.
   *
   * @param pattern linear, unordered or graph
   */
  record Scope(String name, String pattern, List<Node> nodes, List<Scope> scopes) {}

  /**
   * One node after another.
   *
   * @param label what decides whether it is followed; empty if nothing does
   */
  record Edge(int from, int to, String label) {}

  /** The graph of a compiled flow. */
  static FlowGraph of(FlowPlan plan) {
    Map<String, Integer> atoms = new HashMap<>();
    plan.atoms().forEach(atom -> atoms.put(plan.name(atom), atom));
    Scope scope = scope(plan.flow(), plan, atoms);
    Contraction contraction = new Contraction(plan);
    contraction.joins().forEach(j -> scope.nodes().add(new Node(j, "", "", Kind.JOIN)));
    List<Edge> edges = new ArrayList<>();
    for (int from : contraction.nodes()) {
      for (int to : new TreeSet<>(contraction.after(from))) {
        edges.add(new Edge(from, to, label(plan, from, to)));
      }
    }
    return new FlowGraph(scope, edges);
  }

  private static String label(FlowPlan plan, int from, int to) {
    if (!plan.isAtom(to)) {
      return "";
    }
    for (EdgeDecider decider : plan.deciders(to)) {
      if (decider.source() == from) {
        return text(plan.flow(), decider);
      }
    }
    return "";
  }

  /** What is asked stands in the definition, not in the plan. */
  private static String text(FlowItem item, EdgeDecider decider) {
    if (item instanceof GraphFlow graph) {
      for (GraphFlow.Link link : graph.links()) {
        Decider asked = link.decider();
        if (asked != null && link.from().equals(decider.from()) && link.to().equals(decider.to())) {
          return switch (asked.condition()) {
            case Decider.Condition.Expression expression -> expression.cel();
            case Decider.Condition.Named named -> named.name();
          };
        }
      }
    }
    if (item instanceof Flow flow) {
      for (FlowItem inner : flow.items()) {
        String found = text(inner, decider);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return "";
  }

  private static Scope scope(Flow flow, FlowPlan plan, Map<String, Integer> atoms) {
    List<Node> nodes = new ArrayList<>();
    List<Scope> scopes = new ArrayList<>();
    RetrySpec retry = flow.retry();
    if (retry != null && atoms.containsKey(retry.name())) {
      nodes.add(node(atoms.get(retry.name()), retry));
    }
    for (FlowItem item : flow.items()) {
      if (item instanceof Flow inner) {
        scopes.add(scope(inner, plan, atoms));
      } else if (atoms.containsKey(item.name())) {
        nodes.add(node(atoms.get(item.name()), (AtomSpec) item));
      }
    }
    return new Scope(flow.name(), pattern(flow), nodes, scopes);
  }

  private static Node node(int id, AtomSpec atom) {
    return switch (atom) {
      case TaskSpec task -> new Node(id, task.name(), task.type(), Kind.TASK);
      case ChildFlow child -> new Node(id, child.name(), "flow " + child.flow(), Kind.CHILD);
      case FanOut fanOut ->
          new Node(
              id, fanOut.name(), "each " + fanOut.item() + " of " + fanOut.over(), Kind.FOR_EACH);
      case RetrySpec retry -> new Node(id, retry.name(), RetryText.of(retry), Kind.RETRY);
    };
  }

  private static String pattern(Flow flow) {
    return switch (flow) {
      case LinearFlow f -> "linear";
      case UnorderedFlow f -> "unordered";
      case GraphFlow f -> "graph";
    };
  }

  /** All nodes, those of inner flows included. */
  List<Node> allNodes() {
    List<Node> all = new ArrayList<>();
    addNodes(scope, all);
    return all;
  }

  private static void addNodes(Scope scope, List<Node> all) {
    all.addAll(scope.nodes());
    scope.scopes().forEach(inner -> addNodes(inner, all));
  }
}

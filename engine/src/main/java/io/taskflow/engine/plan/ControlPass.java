package io.taskflow.engine.plan;

import io.taskflow.engine.control.RetryController;
import io.taskflow.flow.Flow;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.UnorderedFlow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The sixth pass of the compiler: which retry decides when an atom fails, and which deciders are
 * asked before it is executed. A link to a flow is carried by each atom with which the flow begins,
 * which is its retry if it has one. An empty flow begins with nothing, and asks nobody.
 */
final class ControlPass {

  private final Ordering ordering;
  private final FlowTree tree;
  private final ControlCode code;

  private ControlPass(Ordering ordering, ControlCode code) {
    this.ordering = ordering;
    this.tree = ordering.tree();
    this.code = code;
  }

  static Control run(Ordering ordering, ControlCode code) {
    ControlPass pass = new ControlPass(ordering, code);
    return new Control(pass.controllerOf(), pass.controllers(), pass.deciders());
  }

  private int[] controllerOf() {
    int[] inside = new int[tree.size()];
    int[] controllers = new int[tree.atomCount()];
    for (int entry = 0; entry < tree.size(); entry++) {
      int around = entry == FlowTree.ROOT ? FlowPlan.NONE : inside[tree.parent(entry)];
      int retry = tree.isFlow(entry) ? tree.retry(entry) : FlowTree.NONE;
      inside[entry] = retry == FlowTree.NONE ? around : tree.number(retry);
    }
    for (int atom = 0; atom < controllers.length; atom++) {
      int flow = tree.parent(tree.entryOfAtom(atom));
      boolean isRetry = tree.retry(flow) == tree.entryOfAtom(atom);
      int asked = isRetry ? tree.parent(flow) : flow;
      controllers[atom] = asked == FlowTree.NONE ? FlowPlan.NONE : inside[asked];
    }
    return controllers;
  }

  private Map<Integer, RetryController> controllers() {
    Map<Integer, RetryController> controllers = new HashMap<>();
    for (int atom = 0; atom < tree.atomCount(); atom++) {
      int entry = tree.entryOfAtom(atom);
      if (tree.element(entry) instanceof RetrySpec retry) {
        controllers.put(atom, code.controller(entry, retry));
      }
    }
    return controllers;
  }

  private Map<Integer, List<EdgeDecider>> deciders() {
    Map<Integer, List<EdgeDecider>> byTarget = new HashMap<>();
    for (DecidedLink link : ordering.decidedLinks()) {
      byTarget.computeIfAbsent(link.to(), to -> new ArrayList<>(1)).add(decider(link));
    }
    Map<Integer, List<EdgeDecider>> deciders = new HashMap<>();
    byTarget.forEach(
        (to, links) -> {
          List<EdgeDecider> shared = List.copyOf(links);
          forEachFirst(to, atom -> deciders.put(atom, shared));
        });
    return deciders;
  }

  private EdgeDecider decider(DecidedLink link) {
    boolean fromAtom = !tree.isFlow(link.from());
    return new EdgeDecider(
        tree.element(link.from()).name(),
        tree.element(link.to()).name(),
        fromAtom ? tree.number(link.from()) : FlowPlan.NONE,
        link.decider().depth(),
        code.condition(tree, link));
  }

  /** The atoms with which an item begins. */
  private void forEachFirst(int entry, IntConsumer atoms) {
    if (!tree.isFlow(entry)) {
      atoms.accept(tree.number(entry));
      return;
    }
    int retry = tree.retry(entry);
    if (retry != FlowTree.NONE) {
      atoms.accept(tree.number(retry));
      return;
    }
    int[] children = tree.children(entry);
    switch ((Flow) tree.element(entry)) {
      case LinearFlow linear -> {
        if (children.length > 0) {
          forEachFirst(children[0], atoms);
        }
      }
      case UnorderedFlow unordered -> {
        for (int child : children) {
          forEachFirst(child, atoms);
        }
      }
      case GraphFlow graph -> {
        GraphOrder order = ordering.graph(entry);
        for (int i = 0; i < children.length; i++) {
          if (order.predecessors(i).length == 0) {
            forEachFirst(children[i], atoms);
          }
        }
      }
    }
  }
}

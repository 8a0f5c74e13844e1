package io.taskflow.engine.plan;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.plan.ArgumentResolver.Resolved;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns flows into plans. A pure function: equal flows give equal plans with the same numbering,
 * today and in any process, so that a plan can be made again from the stored definition.
 *
 * <p>In passes: a table of all items ({@link FlowTree}), the order of the items of each flow
 * ({@link Ordering}), nodes and edges ({@link NodeGraph}), who sees whom ({@link Sight}), where
 * arguments come from ({@link ArgumentResolver}), whether all do ({@link MissingArguments}), who
 * decides ({@link ControlPass}). Time and memory grow with the number of tasks, arguments and
 * dependencies. Thread-safe.
 */
public final class FlowCompiler {

  private FlowCompiler() {}

  /**
   * Compiles a flow without regard to where values come from that no task provides, as for one
   * whose store was checked when it was submitted.
   *
   * @throws InvalidFlowException with everything that is wrong with the flow
   */
  public static FlowPlan compile(Flow flow) {
    return compile(flow, null, Controls.NONE);
  }

  /**
   * Compiles a flow and makes sure that every argument that a task must have comes from somewhere.
   *
   * @param storeNames names of the values that the flow is started with
   * @throws InvalidFlowException with everything that is wrong with the flow
   */
  public static FlowPlan compile(Flow flow, Set<String> storeNames) {
    return compile(flow, storeNames, Controls.NONE);
  }

  /**
   * Compiles a flow that may name registered retry controllers and conditions.
   *
   * @param storeNames names of the values that the flow is started with; null if they don't matter
   * @throws InvalidFlowException with everything that is wrong with the flow
   */
  public static FlowPlan compile(Flow flow, @Nullable Set<String> storeNames, Controls controls) {
    return compile(flow, storeNames, controls, null);
  }

  /**
   * Compiles a flow that may have child flows.
   *
   * @param storeNames names of the values that the flow is started with; null if they don't matter
   * @param registered the flows that child flows may name; null if they don't matter
   * @throws InvalidFlowException with everything that is wrong with the flow
   */
  public static FlowPlan compile(
      Flow flow,
      @Nullable Set<String> storeNames,
      Controls controls,
      @Nullable Map<String, Flow> registered) {
    FlowTree whole = new FlowTree(flow);
    Problems problems = new Problems(whole);
    DefinitionChecks definition = new DefinitionChecks(whole, problems);
    definition.checkLimits();
    problems.throwIfAny();
    definition.checkItems();
    if (registered != null) {
      new ChildChecks(whole, problems, registered, controls).check();
    }
    Ordering ordering = new Ordering(whole, problems);
    FlowTree tree = ordering.tree();
    Providers providers = new Providers(ordering);
    MissingArguments missing =
        storeNames == null ? null : new MissingArguments(tree, providers, storeNames, problems);
    ArgumentResolver resolver = new ArgumentResolver(tree, new Sight(ordering, providers));
    Resolved[] arguments =
        problems.orderKnown() ? resolve(tree, resolver, missing) : checkWithoutOrder(tree, missing);
    Control control = ControlPass.run(ordering, new ControlCode(controls, problems));
    problems.throwIfAny();
    Map<Integer, Integer> ends = FanOuts.ends(tree, NodeGraph.nodeCount(tree));
    return new CompiledPlan(
        flow,
        atoms(tree),
        arguments,
        NodeGraph.edges(ordering, ends),
        NodeGraph.nodeCount(tree) + ends.size(),
        control,
        FanOuts.of(tree, ends, resolver));
  }

  private static Resolved[] resolve(
      FlowTree tree, ArgumentResolver resolver, @Nullable MissingArguments missing) {
    Resolved[] arguments = new Resolved[tree.atomCount()];
    for (int atom = 0; atom < arguments.length; atom++) {
      int entry = tree.entryOfAtom(atom);
      arguments[atom] = resolver.resolve(entry);
      if (missing != null) {
        missing.check(entry, arguments[atom]);
      }
    }
    return arguments;
  }

  private static Resolved[] checkWithoutOrder(FlowTree tree, @Nullable MissingArguments missing) {
    if (missing != null) {
      for (int atom = 0; atom < tree.atomCount(); atom++) {
        missing.checkWithoutOrder(tree.entryOfAtom(atom));
      }
    }
    return new Resolved[0];
  }

  private static AtomSpec[] atoms(FlowTree tree) {
    AtomSpec[] atoms = new AtomSpec[tree.atomCount()];
    for (int atom = 0; atom < atoms.length; atom++) {
      atoms[atom] = tree.atom(tree.entryOfAtom(atom));
    }
    return atoms;
  }
}

package io.taskflow.engine.plan;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.plan.ArgumentResolver.Resolved;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
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
    FlowTree whole = new FlowTree(flow);
    Problems problems = new Problems(whole);
    DefinitionChecks definition = new DefinitionChecks(whole, problems);
    definition.checkLimits();
    problems.throwIfAny();
    definition.checkItems();
    Ordering ordering = new Ordering(whole, problems);
    FlowTree tree = ordering.tree();
    Providers providers = new Providers(ordering);
    MissingArguments missing =
        storeNames == null ? null : new MissingArguments(tree, providers, storeNames, problems);
    Resolved[] arguments =
        problems.orderKnown()
            ? resolve(tree, new Sight(ordering, providers), missing)
            : checkWithoutOrder(tree, missing);
    Control control = ControlPass.run(ordering, new ControlCode(controls, problems));
    problems.throwIfAny();
    return new CompiledPlan(
        flow,
        atoms(tree),
        arguments,
        NodeGraph.edges(ordering),
        NodeGraph.nodeCount(tree),
        control);
  }

  private static Resolved[] resolve(
      FlowTree tree, Sight sight, @Nullable MissingArguments missing) {
    ArgumentResolver resolver = new ArgumentResolver(tree, sight);
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

package io.taskflow.engine.plan;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.plan.ArgumentResolver.Resolved;
import io.taskflow.flow.Flow;
import io.taskflow.flow.TaskSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns flows into plans. A pure function: equal flows give equal plans with the same numbering,
 * today and in any process, so that a plan can be made again from the stored definition.
 *
 * <p>In passes: a table of all items ({@link FlowTree}), the order of the items of each flow
 * ({@link Ordering}), nodes and edges ({@link NodeGraph}), who sees whom ({@link Sight}), where
 * arguments come from ({@link ArgumentResolver}), whether all do ({@link MissingArguments}). Time
 * and memory grow with the number of tasks, arguments and dependencies. Thread-safe.
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
    return run(flow, null);
  }

  /**
   * Compiles a flow and makes sure that every argument that a task must have comes from somewhere.
   *
   * @param storeNames names of the values that the flow is started with
   * @throws InvalidFlowException with everything that is wrong with the flow
   */
  public static FlowPlan compile(Flow flow, Set<String> storeNames) {
    return run(flow, storeNames);
  }

  /**
   * Compiles a flow that may name registered retry controllers and conditions.
   *
   * @param storeNames names of the values that the flow is started with; null if they don't matter
   * @throws InvalidFlowException with everything that is wrong with the flow
   */
  public static FlowPlan compile(Flow flow, @Nullable Set<String> storeNames, Controls controls) {
    return run(flow, storeNames);
  }

  private static FlowPlan run(Flow flow, @Nullable Set<String> storeNames) {
    FlowTree tree = new FlowTree(flow);
    Problems problems = new Problems(tree);
    DefinitionChecks definition = new DefinitionChecks(tree, problems);
    definition.checkLimits();
    problems.throwIfAny();
    definition.checkItems();
    Ordering ordering = new Ordering(tree, problems);
    Providers providers = new Providers(tree, ordering);
    MissingArguments missing =
        storeNames == null ? null : new MissingArguments(tree, providers, storeNames, problems);
    Resolved[] arguments =
        problems.orderKnown()
            ? resolve(tree, new Sight(tree, ordering, providers), missing)
            : checkWithoutOrder(tree, missing);
    problems.throwIfAny();
    return new CompiledPlan(
        flow, tasks(tree), arguments, NodeGraph.edges(tree, ordering), NodeGraph.nodeCount(tree));
  }

  private static Resolved[] resolve(
      FlowTree tree, Sight sight, @Nullable MissingArguments missing) {
    ArgumentResolver resolver = new ArgumentResolver(tree, sight);
    Resolved[] arguments = new Resolved[tree.taskCount()];
    for (int atom = 0; atom < arguments.length; atom++) {
      int entry = tree.entryOfTask(atom);
      arguments[atom] = resolver.resolve(entry);
      if (missing != null) {
        missing.check(entry, arguments[atom]);
      }
    }
    return arguments;
  }

  private static Resolved[] checkWithoutOrder(FlowTree tree, @Nullable MissingArguments missing) {
    if (missing != null) {
      for (int atom = 0; atom < tree.taskCount(); atom++) {
        missing.checkWithoutOrder(tree.entryOfTask(atom));
      }
    }
    return new Resolved[0];
  }

  private static TaskSpec[] tasks(FlowTree tree) {
    TaskSpec[] tasks = new TaskSpec[tree.taskCount()];
    for (int atom = 0; atom < tasks.length; atom++) {
      tasks[atom] = (TaskSpec) tree.item(tree.entryOfTask(atom));
    }
    return tasks;
  }
}

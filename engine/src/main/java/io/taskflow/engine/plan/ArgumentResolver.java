package io.taskflow.engine.plan;

import io.taskflow.flow.TaskSpec;
import java.util.ArrayList;
import java.util.List;

/** The fifth pass of the compiler: where the arguments of each task come from. */
final class ArgumentResolver {

  private final FlowTree tree;
  private final Sight sight;

  ArgumentResolver(FlowTree tree, Sight sight) {
    this.tree = tree;
    this.sight = sight;
  }

  /**
   * Where the arguments of one task come from.
   *
   * @param execute those of execute
   * @param revert those of revert; the same list if they don't differ
   */
  record Resolved(List<Argument> execute, List<Argument> revert) {}

  Resolved resolve(int entry) {
    TaskSpec task = (TaskSpec) tree.item(entry);
    Inputs inputs = Inputs.of(task);
    List<Argument> execute = resolve(entry, task, inputs.execute());
    List<Argument> revert =
        inputs.revert().equals(inputs.execute()) ? execute : resolve(entry, task, inputs.revert());
    return new Resolved(execute, revert);
  }

  private List<Argument> resolve(int entry, TaskSpec task, List<Inputs.Input> inputs) {
    List<Argument> arguments = new ArrayList<>(inputs.size());
    for (Inputs.Input input : inputs) {
      arguments.add(
          new Argument(
              input.argument(),
              input.symbol(),
              task.inject().get(input.symbol()),
              sight.levels(entry, input.symbol()),
              input.optional()));
    }
    return List.copyOf(arguments);
  }
}

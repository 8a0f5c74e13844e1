package io.taskflow.engine.plan;

import io.taskflow.flow.AtomSpec;
import java.util.ArrayList;
import java.util.List;

/** The fifth pass of the compiler: where the arguments of each atom come from. */
final class ArgumentResolver {

  private final FlowTree tree;
  private final Sight sight;

  ArgumentResolver(FlowTree tree, Sight sight) {
    this.tree = tree;
    this.sight = sight;
  }

  /**
   * Where the arguments of one atom come from.
   *
   * @param execute those of execute
   * @param revert those of revert; the same list if they don't differ
   */
  record Resolved(List<Argument> execute, List<Argument> revert) {
    private static final Resolved NOTHING = new Resolved(List.of(), List.of());
  }

  Resolved resolve(int entry) {
    return resolve(entry, tree.atom(entry));
  }

  /** As if an atom stood in the place of an entry. */
  Resolved resolve(int entry, AtomSpec atom) {
    Inputs inputs = Inputs.of(atom);
    if (inputs.execute().isEmpty() && inputs.revert().isEmpty()) {
      return Resolved.NOTHING;
    }
    List<Argument> execute = resolve(entry, atom, inputs.execute());
    List<Argument> revert =
        inputs.revert().equals(inputs.execute()) ? execute : resolve(entry, atom, inputs.revert());
    return new Resolved(execute, revert);
  }

  private List<Argument> resolve(int entry, AtomSpec atom, List<Inputs.Input> inputs) {
    List<Argument> arguments = new ArrayList<>(inputs.size());
    for (Inputs.Input input : inputs) {
      arguments.add(
          new Argument(
              input.argument(),
              input.symbol(),
              atom.inject().get(input.symbol()),
              sight.levels(entry, input.symbol()),
              input.optional()));
    }
    return List.copyOf(arguments);
  }
}

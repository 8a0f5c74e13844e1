package io.taskflow.engine.plan;

import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Suggestions;
import io.taskflow.protocol.Action;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The last pass of the compiler: whether everything that an atom must have comes from somewhere.
 */
final class MissingArguments {

  private final FlowTree tree;
  private final Providers providers;
  private final Set<String> store;
  private final Problems problems;
  private final Suggestions suggestions;

  MissingArguments(FlowTree tree, Providers providers, Set<String> store, Problems problems) {
    this.tree = tree;
    this.providers = providers;
    this.store = store;
    this.problems = problems;
    this.suggestions = new Suggestions(List.of(store, providers.symbols()));
  }

  /** Reports what an atom can't see. */
  void check(int entry, ArgumentResolver.Resolved arguments) {
    check(entry, Action.EXECUTE, arguments.execute());
    check(entry, Action.REVERT, arguments.revert());
  }

  private void check(int entry, Action action, List<Argument> arguments) {
    for (Argument argument : arguments) {
      if (!argument.optional()
          && argument.injected() == null
          && argument.levels().isEmpty()
          && !store.contains(argument.symbol())) {
        report(entry, action, argument.name(), argument.symbol());
      }
    }
  }

  /** Reports what nobody else provides, wherever it may stand: for flows whose order is unknown. */
  void checkWithoutOrder(int entry) {
    AtomSpec atom = tree.atom(entry);
    Inputs inputs = Inputs.of(atom);
    checkWithoutOrder(entry, atom, Action.EXECUTE, inputs.execute());
    checkWithoutOrder(entry, atom, Action.REVERT, inputs.revert());
  }

  private void checkWithoutOrder(
      int entry, AtomSpec atom, Action action, List<Inputs.Input> inputs) {
    for (Inputs.Input input : inputs) {
      if (!input.optional()
          && !atom.inject().containsKey(input.symbol())
          && !store.contains(input.symbol())
          && otherProvider(entry, input.symbol()).isEmpty()) {
        report(entry, action, input.argument(), input.symbol());
      }
    }
  }

  private void report(int entry, Action action, String argument, String symbol) {
    FlowProblem.Input input = new FlowProblem.Input(action, argument, symbol);
    String message = problems.full() ? "" : message(entry, input);
    problems.add(Code.MISSING_ARGUMENT, entry, input, message);
  }

  private String message(int entry, FlowProblem.Input input) {
    String what =
        "%s needs '%s'%s, "
            .formatted(
                input.action() == Action.EXECUTE ? "execute" : "revert",
                input.argument(),
                input.argument().equals(input.symbol())
                    ? ""
                    : " (looked up as '" + input.symbol() + "')");
    Optional<Provider> unseen = otherProvider(entry, input.symbol());
    if (unseen.isPresent()) {
      return what
          + "which is only provided by what it doesn't follow, such as "
          + tree.path(tree.entryOfAtom(unseen.get().atom()));
    }
    return what
        + "which is neither in the store nor provided by anything else"
        + suggestions.didYouMean(input.symbol());
  }

  private Optional<Provider> otherProvider(int entry, String symbol) {
    return providers.of(symbol).stream()
        .filter(provider -> provider.atom() != tree.number(entry))
        .findFirst();
  }
}

package io.taskflow.engine.plan;

import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.RetryRule;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which arguments execute and revert of an atom have, and by which symbols they are looked up.
 *
 * @param execute in the order: required, then optional
 * @param revert empty if there is nothing to revert
 */
record Inputs(List<Input> execute, List<Input> revert) {

  private static final Inputs NONE = new Inputs(List.of(), List.of());

  record Input(String argument, String symbol, boolean optional) {}

  static Inputs of(AtomSpec atom) {
    return switch (atom) {
      case TaskSpec task when takesNothing(task) -> NONE;
      case ChildFlow child -> new Inputs(execute(child), List.of());
      case TaskSpec task -> {
        List<Input> execute = execute(task);
        yield new Inputs(execute, task.revertible() ? revert(task, execute) : List.of());
      }
      case FanOut fanOut -> ofFanOut(fanOut);
      case RetrySpec retry -> {
        List<Input> execute = bind(new LinkedHashSet<>(retry.requires()), retry.rebind(), false);
        yield new Inputs(execute, revertsItself(retry.rule()) ? execute : List.of());
      }
    };
  }

  private static boolean takesNothing(TaskSpec task) {
    List<String> ofRevert = task.revertRequires();
    return task.requires().isEmpty()
        && task.optional().isEmpty()
        && (ofRevert == null || ofRevert.isEmpty());
  }

  /** The list, and what its items need besides their element: it is there before the first runs. */
  private static Inputs ofFanOut(FanOut fanOut) {
    Inputs items = of(fanOut.task());
    List<Input> execute = new ArrayList<>();
    execute.add(new Input(FanOut.LIST, fanOut.over(), false));
    execute.addAll(items.without(fanOut.item(), items.execute()));
    return new Inputs(execute, items.without(fanOut.item(), items.revert()));
  }

  private List<Input> without(String symbol, List<Input> inputs) {
    return inputs.stream().filter(input -> !input.symbol().equals(symbol)).toList();
  }

  /** The built-in ones do nothing when they are reverted. */
  private static boolean revertsItself(RetryRule rule) {
    return rule instanceof RetryRule.Named;
  }

  private static List<Input> execute(AttemptedSpec task) {
    Set<String> required = new LinkedHashSet<>(task.requires());
    for (String argument : task.optional()) {
      if (task.rebind().containsKey(argument)) {
        required.add(argument);
      }
    }
    List<Input> inputs = bind(required, task.rebind(), false);
    Set<String> optional = new LinkedHashSet<>(task.optional());
    optional.removeAll(required);
    inputs.addAll(bind(optional, Map.of(), true));
    return inputs;
  }

  private static List<Input> revert(TaskSpec task, List<Input> execute) {
    List<String> own = task.revertRequires();
    Set<String> arguments = new LinkedHashSet<>();
    if (own != null) {
      arguments.addAll(own);
    } else {
      for (Input input : execute) {
        if (!input.optional()) {
          arguments.add(input.argument());
        }
      }
    }
    Map<String, String> rebind = task.revertRebind();
    return bind(arguments, rebind == null ? task.rebind() : rebind, false);
  }

  private static List<Input> bind(
      Set<String> arguments, Map<String, String> rebind, boolean optional) {
    List<Input> inputs = new ArrayList<>(arguments.size());
    for (String argument : arguments) {
      inputs.add(new Input(argument, rebind.getOrDefault(argument, argument), optional));
    }
    return inputs;
  }

  boolean hasExecute(String argument) {
    return execute.stream().anyMatch(input -> input.argument().equals(argument));
  }

  boolean hasRevert(String argument) {
    return revert.stream().anyMatch(input -> input.argument().equals(argument));
  }

  /** The symbols that the atom can't do without and does not have injected. */
  Set<String> symbols(AtomSpec atom) {
    Set<String> symbols = new LinkedHashSet<>();
    for (List<Input> inputs : List.of(execute, revert)) {
      for (Input input : inputs) {
        if (!input.optional() && !atom.inject().containsKey(input.symbol())) {
          symbols.add(input.symbol());
        }
      }
    }
    return symbols;
  }
}

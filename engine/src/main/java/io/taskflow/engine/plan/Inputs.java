package io.taskflow.engine.plan;

import io.taskflow.flow.TaskSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which arguments execute and revert of a task have, and by which symbols they are looked up.
 *
 * @param execute in the order: required, then optional
 * @param revert empty if the task has nothing to revert
 */
record Inputs(List<Input> execute, List<Input> revert) {

  record Input(String argument, String symbol, boolean optional) {}

  static Inputs of(TaskSpec task) {
    List<Input> execute = execute(task);
    return new Inputs(execute, task.revertible() ? revert(task, execute) : List.of());
  }

  private static List<Input> execute(TaskSpec task) {
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

  /** The symbols that the task can't do without and does not have injected. */
  Set<String> symbols(TaskSpec task) {
    Set<String> symbols = new LinkedHashSet<>();
    for (List<Input> inputs : List.of(execute, revert)) {
      for (Input input : inputs) {
        if (!input.optional() && !task.inject().containsKey(input.symbol())) {
          symbols.add(input.symbol());
        }
      }
    }
    return symbols;
  }
}

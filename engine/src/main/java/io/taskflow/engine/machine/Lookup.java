package io.taskflow.engine.machine;

import io.taskflow.engine.plan.Argument;
import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the arguments of a task in a flow's state. */
public final class Lookup {

  /** What a task gets, or what it lacks. */
  public sealed interface Outcome {

    /** All arguments that it must have were found. */
    record Found(SortedMap<String, Json> arguments) implements Outcome {}

    /** Some were not; one text for each. */
    record Missing(List<String> problems) implements Outcome {}
  }

  private Lookup() {}

  /** The arguments of an action of an atom as the state gives them now. */
  public static Outcome arguments(FlowPlan plan, FlowState state, int atom, Action action) {
    SortedMap<String, Json> found = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    List<Argument> arguments =
        action == Action.EXECUTE ? plan.executeArguments(atom) : plan.revertArguments(atom);
    for (Argument argument : arguments) {
      Json value = value(state, argument);
      if (value != null) {
        found.put(argument.name(), value);
      } else if (!argument.optional() || hasProvider(argument)) {
        missing.add(problem(plan, argument));
      }
    }
    return missing.isEmpty() ? new Outcome.Found(found) : new Outcome.Missing(missing);
  }

  private static @Nullable Json value(FlowState state, Argument argument) {
    if (argument.injected() != null) {
      return argument.injected();
    }
    Json stored = state.store().get(argument.symbol());
    if (stored != null) {
      return stored;
    }
    for (List<Provider> level : argument.levels()) {
      if (!level.isEmpty()) {
        return firstReadable(state, level);
      }
    }
    return null;
  }

  private static @Nullable Json firstReadable(FlowState state, List<Provider> level) {
    for (Provider provider : level) {
      AtomState atom = state.atom(provider.atom());
      Json result = atom.status() == AtomStatus.SUCCESS ? atom.result() : null;
      Json part = result == null ? null : part(result, provider.part());
      if (part != null) {
        return part;
      }
    }
    return null;
  }

  /** The named part of a result; null if the result has no such part. */
  static @Nullable Json part(Json result, Part part) {
    return switch (part) {
      case Part.Whole whole -> result;
      case Part.Element element -> result.element(element.index());
      case Part.Member member -> result.member(member.key());
    };
  }

  private static boolean hasProvider(Argument argument) {
    return argument.levels().stream().anyMatch(level -> !level.isEmpty());
  }

  private static String problem(FlowPlan plan, Argument argument) {
    List<String> providers =
        argument.levels().stream()
            .flatMap(List::stream)
            .map(p -> "'" + plan.task(p.atom()).name() + "'")
            .toList();
    String who =
        providers.isEmpty()
            ? "nothing in its sight provides it"
            : "its provider " + String.join(", ", providers) + " returned no such value";
    return "argument '"
        + argument.name()
        + "' (symbol '"
        + argument.symbol()
        + "') was not found: "
        + who;
  }
}

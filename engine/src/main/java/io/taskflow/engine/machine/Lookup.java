package io.taskflow.engine.machine;

import io.taskflow.engine.plan.Argument;
import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the arguments of an atom in a flow's state: its own injected values, then the store, then
 * the scopes around it from the inside out. The first scope with any provider that was not passed
 * over settles it; there the first whose result holds the value is taken.
 */
public final class Lookup {

  /** What a task gets, or what it lacks. */
  public sealed interface Outcome {

    /** All arguments that it must have were found. */
    record Found(SortedMap<String, Json> arguments) implements Outcome {}

    /** Some were not; one text for each. */
    record Missing(List<String> problems) implements Outcome {
      /** The failure of an atom that can't do without. */
      Failure failure() {
        return Failure.of(FailureCode.NOT_FOUND, String.join("; ", problems));
      }
    }
  }

  private Lookup() {}

  /** The arguments of an action of an atom as the state gives them now. */
  public static Outcome arguments(FlowPlan plan, FlowState state, int atom, Action action) {
    SortedMap<String, Json> found = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    List<Argument> arguments =
        action == Action.EXECUTE ? plan.executeArguments(atom) : plan.revertArguments(atom);
    for (Argument argument : arguments) {
      Json value = value(plan, state, argument);
      if (value != null) {
        found.put(argument.name(), value);
      } else if (!argument.optional()) {
        missing.add(problem(plan, argument));
      }
    }
    return missing.isEmpty() ? new Outcome.Found(found) : new Outcome.Missing(missing);
  }

  private static @Nullable Json value(FlowPlan plan, FlowState state, Argument argument) {
    if (argument.injected() != null) {
      return argument.injected();
    }
    Json stored = state.store().get(argument.symbol());
    if (stored != null) {
      return stored;
    }
    for (List<Provider> level : argument.levels()) {
      boolean settled = false;
      for (Provider provider : level) {
        if (state.atom(provider.atom()).status() == AtomStatus.IGNORE) {
          continue;
        }
        settled = true;
        Json value = provided(plan, state, provider.atom(), provider.part());
        if (value != null) {
          return value;
        }
      }
      if (settled) {
        return null;
      }
    }
    return null;
  }

  /** What an atom provides now; null if it has no such value. */
  static @Nullable Json provided(FlowPlan plan, FlowState state, int atom, Part part) {
    AtomState its = state.atom(atom);
    if (its.status() != AtomStatus.SUCCESS) {
      return null;
    }
    Json result = plan.isRetry(atom) ? its.history().attempts().getLast().provided() : its.result();
    return result == null ? null : part(result, part);
  }

  /** The named part of a result; null if the result has no such part. */
  static @Nullable Json part(Json result, Part part) {
    return switch (part) {
      case Part.Whole whole -> result;
      case Part.Element element -> result.element(element.index());
      case Part.Member member -> result.member(member.key());
    };
  }

  private static String problem(FlowPlan plan, Argument argument) {
    List<String> providers =
        argument.levels().stream()
            .flatMap(List::stream)
            .map(p -> "'" + plan.atom(p.atom()).name() + "'")
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

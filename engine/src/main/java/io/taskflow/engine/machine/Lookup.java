package io.taskflow.engine.machine;

import io.taskflow.engine.plan.Argument;
import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.FanOut;
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
 * Finds the arguments of an atom in a flow's state: what a person gave it, its own injected values,
 * then the store, then the scopes around it from the inside out. The first scope with any provider
 * that was not passed over settles it; there the first whose result holds the value is taken.
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
      Json given = state.atom(atom).handling().arguments().get(argument.name());
      Json value = given != null ? given : value(state, argument, Lookup::result);
      if (value != null) {
        found.put(argument.name(), value);
      } else if (!argument.optional()) {
        missing.add(problem(plan, argument));
      }
    }
    return missing.isEmpty() ? new Outcome.Found(found) : new Outcome.Missing(missing);
  }

  /** As {@link #arguments}; null if some are missing. */
  static @Nullable SortedMap<String, Json> found(FlowState state, int atom, Action action) {
    return arguments(state.plan(), state, atom, action) instanceof Outcome.Found found
        ? found.arguments()
        : null;
  }

  /**
   * The value of an argument as an atom got it, or would get it, as far as that is still known:
   * what atoms returned that have been reverted since counts too. Null if nothing is known.
   */
  public static @Nullable Json known(FlowState state, int atom, Argument argument) {
    Json given = state.atom(atom).handling().arguments().get(argument.name());
    return given != null ? given : value(state, argument, Lookup::remembered);
  }

  /** What of an atom counts as its result. */
  @FunctionalInterface
  private interface Results {
    @Nullable Json of(FlowState state, int atom);
  }

  private static @Nullable Json value(FlowState state, Argument argument, Results results) {
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
        Json result = results.of(state, provider.atom());
        Json value = result == null ? null : part(result, provider.part());
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
  static @Nullable Json provided(FlowState state, int atom, Part part) {
    Json result = result(state, atom);
    return result == null ? null : part(result, part);
  }

  /** The result of an atom that succeeded; of a retry, that of its last try. */
  private static @Nullable Json result(FlowState state, int atom) {
    AtomState its = state.atom(atom);
    if (its.status() != AtomStatus.SUCCESS) {
      return null;
    }
    if (state.plan().atom(atom) instanceof FanOut) {
      return collected(state, atom, Lookup::result);
    }
    return its.history().size() == 0 ? its.result() : its.history().attempts().getLast().provided();
  }

  private static @Nullable Json remembered(FlowState state, int atom) {
    return state.plan().atom(atom) instanceof FanOut
        ? collected(state, atom, Lookup::remembered)
        : state.atom(atom).result();
  }

  /** The results of a fan-out's items, in order; null if not all of them have one. */
  private static @Nullable Json collected(FlowState state, int fanOut, Results results) {
    List<Json> all = new ArrayList<>();
    for (int item : state.plan().items(fanOut)) {
      Json result = results.of(state, item);
      if (result == null) {
        return null;
      }
      all.add(result);
    }
    return Json.of(all);
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

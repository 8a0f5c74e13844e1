package io.taskflow.engine.machine;

import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of a flow as somebody sees them who stands outside of all scopes: the store, and what
 * atoms provide under a name. An atom that was passed over provides nothing; a name that any other
 * atom provides that has no result now can't be fetched.
 */
public final class Fetch {

  private Fetch() {}

  /** What there is in place of a value. */
  public sealed interface Value {
    /** A value. */
    record Present(Json json) implements Value {}

    /** The atom failed whose whole result this is. */
    record Failed(Failure failure) implements Value {}
  }

  /** All names that can be fetched; several values where several atoms provide a name. */
  public static SortedMap<String, List<Value>> all(FlowPlan plan, FlowState state) {
    SortedMap<String, List<Value>> found = new TreeMap<>();
    state
        .store()
        .forEach(
            (name, value) -> found.put(name, new ArrayList<>(List.of(new Value.Present(value)))));
    Set<String> missing = new HashSet<>();
    for (int atom : plan.atoms()) {
      if (state.atom(atom).status() != AtomStatus.IGNORE) {
        for (Map.Entry<String, Part> part : parts(plan.atom(atom)).entrySet()) {
          Value value = value(plan, state, atom, part.getValue());
          if (value == null) {
            missing.add(part.getKey());
          } else {
            found.computeIfAbsent(part.getKey(), name -> new ArrayList<>(1)).add(value);
          }
        }
      }
    }
    found.keySet().removeAll(missing);
    return found;
  }

  /** What the store and the atoms that succeeded provide, by name; of several, the first. */
  public static SortedMap<String, Json> present(FlowState state) {
    SortedMap<String, Json> found = provided(state);
    found.putAll(state.store());
    return found;
  }

  /** What the atoms that succeeded provide, by name; of several, the first. */
  static SortedMap<String, Json> provided(FlowState state) {
    SortedMap<String, Json> found = new TreeMap<>();
    for (int atom : state.plan().atoms()) {
      parts(state.plan().atom(atom))
          .forEach(
              (name, part) -> {
                Json value = Lookup.provided(state, atom, part);
                if (value != null) {
                  found.putIfAbsent(name, value);
                }
              });
    }
    return found;
  }

  private static @Nullable Value value(FlowPlan plan, FlowState state, int atom, Part part) {
    AtomState its = state.atom(atom);
    Failure failure = its.failure();
    if (failure != null) {
      return part instanceof Part.Whole ? new Value.Failed(failure) : null;
    }
    Json provided = Lookup.provided(state, atom, part);
    return provided == null ? null : new Value.Present(provided);
  }

  private static Map<String, Part> parts(AtomSpec atom) {
    Map<String, Part> parts = new TreeMap<>();
    switch (atom.provides()) {
      case Provides.Nothing nothing -> {}
      case Provides.Whole whole -> parts.put(whole.symbol(), new Part.Whole());
      case Provides.Positional positional -> {
        for (int i = 0; i < positional.symbols().size(); i++) {
          parts.put(positional.symbols().get(i), new Part.Element(i));
        }
      }
      case Provides.Keyed keyed ->
          keyed.symbols().forEach(symbol -> parts.put(symbol, new Part.Member(symbol)));
    }
    return parts;
  }
}

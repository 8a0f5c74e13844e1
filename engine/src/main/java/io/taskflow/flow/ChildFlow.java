package io.taskflow.flow;

import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A flow that is registered at the engine by name and is run as a flow of its own, with an id, a
 * history and an owner of its own. To the flow that contains it, its parent, it is an atom like a
 * task. {@link Flows#childFlow} begins to build one.
 *
 * <p>Its arguments are the store of the child. Its result is an object of all that the atoms of the
 * child provide, by symbol; of several of one symbol the first.
 *
 * @param name unique within the whole flow, 1 to {@value #MAX_NAME_LENGTH} characters
 * @param flow the registered name
 * @param requires arguments that the child must have
 * @param optional arguments that the child can do without; one that is rebound is required
 * @param provides under which names the result is visible to others: as a whole, or by member
 * @param rebind argument to the symbol it is looked up by, where these differ
 * @param inject symbol to a value for this child alone
 * @param revertible whether the child is reverted with its parent; if not, what it did stays
 * @param executePolicy how often it is attempted, each time with a new child, before it counts as
 *     failed
 * @param delay how long it waits, when everything before it is done, before it is begun
 * @param startToClose how long the child may take; past that it is told to revert, and has failed
 *     when it has done so. Null for ever.
 */
public record ChildFlow(
    String name,
    String flow,
    List<String> requires,
    List<String> optional,
    Provides provides,
    Map<String, String> rebind,
    Map<String, Json> inject,
    boolean revertible,
    AttemptPolicy executePolicy,
    Duration delay,
    @Nullable Duration startToClose)
    implements AttemptedSpec {

  /** How deep children may nest: a flow whose children have no children has depth 1. */
  public static final int MAX_DEPTH = 10;

  /** Most different flows that a flow and its children may begin. */
  public static final int MAX_FLOWS = 200;

  public ChildFlow {
    Rules.requireName("name of a child flow", name);
    Rules.requireName("registered name of a flow", flow);
    Rules.requireNames("required argument", requires);
    Rules.requireNames("optional argument", optional);
    Rules.requireNames("rebound argument", rebind.keySet());
    Rules.requireNames("symbol of a rebound argument", rebind.values());
    Rules.requireNames("injected symbol", inject.keySet());
    Rules.requireDelay("delay", delay);
    Rules.requireTimeout("start-to-close timeout", startToClose);
    if (provides instanceof Provides.Positional) {
      throw new IllegalArgumentException(
          "the result of child flow '%s' is an object: it is provided as a whole or by member"
              .formatted(name));
    }
    requires = List.copyOf(requires);
    optional = List.copyOf(optional);
    rebind = Collections.unmodifiableSortedMap(new TreeMap<>(rebind));
    inject = Collections.unmodifiableSortedMap(new TreeMap<>(inject));
  }

  @Override
  public ChildFlow named(String other) {
    return new ChildFlow(
        other,
        flow,
        requires,
        optional,
        provides,
        rebind,
        inject,
        revertible,
        executePolicy,
        delay,
        startToClose);
  }

  /** A revert is attempted once: how often its tasks are is up to the child. */
  @Override
  public AttemptPolicy policy(Action action) {
    return action == Action.EXECUTE ? executePolicy : AttemptPolicy.ONCE;
  }
}

package io.taskflow.flow;

import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same task, or child flow, once for each element of a list that is known only when the flow
 * runs. When everything before the fan-out is done it takes the list, and has an item for each
 * element from then on: an atom like any other, executed, retried and reverted with the flow.
 * {@link Flows#forEach} begins to build one.
 *
 * <p>With a limit the items run in that many lanes, each item after the one before it in its lane,
 * and are reverted in opposite order.
 *
 * @param name unique within the whole flow, 1 to {@value #MAX_FAN_OUT_NAME_LENGTH} characters; item
 *     i is called {@code name[i]}, from 0
 * @param over the symbol of the list
 * @param item the symbol by which each item gets its element
 * @param task what is done with each element, a task or a child flow; its name has no meaning, and
 *     it provides nothing
 * @param limit how many items run at the same time, from 1; null for no limit
 * @param collects the symbol of the list of all results, in the order of the elements; null for
 *     none
 */
public record FanOut(
    String name,
    String over,
    String item,
    AttemptedSpec task,
    @Nullable Integer limit,
    @Nullable String collects)
    implements FlowItem, AtomSpec {

  /** Longest name: those of its items are longer by up to eight characters. */
  public static final int MAX_FAN_OUT_NAME_LENGTH = FlowItem.MAX_NAME_LENGTH - 8;

  /** The name under which a fan-out gets its list. */
  public static final String LIST = "taskflow.list";

  public FanOut {
    Names.requireName("name of a fan-out", name, MAX_FAN_OUT_NAME_LENGTH);
    Rules.requireName("symbol of a list", over);
    Rules.requireName("symbol of an element", item);
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException("a limit must be 1 or more, but is " + limit);
    }
    if (collects != null) {
      Rules.requireName("provided symbol", collects);
    }
    if (!task.provides().symbols().isEmpty()) {
      throw new IllegalArgumentException(
          "the task of fan-out '%s' provides %s; only the fan-out itself can provide something"
              .formatted(name, task.provides().symbols()));
    }
  }

  /** The name of an item. */
  public String itemName(int index) {
    return name + "[" + index + "]";
  }

  /** Those of its task, but for the element. */
  @Override
  public List<String> requires() {
    return task.requires();
  }

  @Override
  public Provides provides() {
    return collects == null ? new Provides.Nothing() : new Provides.Whole(collects);
  }

  /** Those of its task are bound with its items. */
  @Override
  public Map<String, String> rebind() {
    return Map.of();
  }

  @Override
  public Map<String, Json> inject() {
    return task.inject();
  }
}

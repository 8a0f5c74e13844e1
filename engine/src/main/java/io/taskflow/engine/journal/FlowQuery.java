package io.taskflow.engine.journal;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Names;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which flows to list, those first that were submitted last; of several of one time, the highest
 * id.
 *
 * @param statuses only these; empty for all
 * @param name only flows of this name; null for all
 * @param labels only flows that have all of these
 * @param before only flows that come after this one in the list, to get the next page; null for the
 *     first page. If it is not in the journal, there are none.
 * @param limit at most so many, 1 to 1,000
 * @param parent only children of this flow; null for all
 * @param partition only flows of this partition; null for all
 */
public record FlowQuery(
    Set<FlowStatus> statuses,
    @Nullable String name,
    Map<String, String> labels,
    @Nullable FlowId before,
    int limit,
    @Nullable FlowId parent,
    @Nullable Integer partition) {

  /** Largest page. */
  public static final int MAX_LIMIT = 1_000;

  private static final int MAX_LABEL_LENGTH = 1_000;

  /**
   * Checks the texts and the limit.
   *
   * @throws IllegalArgumentException if the limit is out of its bounds, or a text is one that no
   *     flow can have: too long, with U+0000, or with half a surrogate pair
   */
  public FlowQuery {
    statuses = Set.copyOf(statuses);
    labels = Map.copyOf(labels);
    if (name != null) {
      Names.requireText("the name of the flows", name, Names.MAX_NAME_LENGTH);
    }
    labels.forEach(
        (label, value) -> {
          Names.requireText("the name of a label", label, Names.MAX_NAME_LENGTH);
          Names.requireText("label '" + label + "'", value, MAX_LABEL_LENGTH);
        });
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit must be from 1 to " + MAX_LIMIT + ", but is " + limit);
    }
  }

  /** Whatever their parents and partitions are. */
  public FlowQuery(
      Set<FlowStatus> statuses,
      @Nullable String name,
      Map<String, String> labels,
      @Nullable FlowId before,
      int limit) {
    this(statuses, name, labels, before, limit, null, null);
  }

  /** The newest flows, whatever they are. */
  public static FlowQuery newest(int limit) {
    return new FlowQuery(Set.of(), null, Map.of(), null, limit);
  }

  /** The same with only these statuses. */
  public FlowQuery withStatuses(FlowStatus... only) {
    return new FlowQuery(Set.of(only), name, labels, before, limit, parent, partition);
  }

  /** The same with only flows of this name. */
  public FlowQuery withName(String only) {
    return new FlowQuery(statuses, only, labels, before, limit, parent, partition);
  }

  /** The same with only children of this flow, those of earlier rounds too. */
  public FlowQuery withParent(FlowId only) {
    return new FlowQuery(statuses, name, labels, before, limit, only, partition);
  }

  /** The same with only flows of this partition. */
  public FlowQuery withPartition(int only) {
    return new FlowQuery(statuses, name, labels, before, limit, parent, only);
  }

  /** The page that follows the given last flow of a page. */
  public FlowQuery after(FlowId last) {
    return new FlowQuery(statuses, name, labels, last, limit, parent, partition);
  }
}

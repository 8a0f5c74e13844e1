package io.taskflow.engine.journal;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What lists and filters of flows need. It follows the journal and never leads it.
 *
 * @param id the flow
 * @param name its name
 * @param definition hash of its definition
 * @param partition its partition
 * @param status its status
 * @param labels what its submitter marked it with
 * @param submittedAt when it was submitted
 * @param changedAt when its status changed last
 * @param nextTimer the earliest time at which it must be looked at although nothing arrives for it;
 *     null if there is none
 * @param attentionSince since when a person should look at it, not later than that; null if nobody
 *     needs to
 * @param parent what it was begun for; null if it is no child
 */
public record FlowRow(
    FlowId id,
    String name,
    String definition,
    int partition,
    FlowStatus status,
    Map<String, String> labels,
    Instant submittedAt,
    Instant changedAt,
    @Nullable Instant nextTimer,
    @Nullable Instant attentionSince,
    @Nullable Parent parent) {

  /**
   * What a child flow was begun for.
   *
   * @param flow the flow that it is a part of
   * @param task the name of the atom there
   */
  public record Parent(FlowId flow, String task) {}

  public FlowRow {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** A flow that is no child, and that nobody needs to look at. */
  public FlowRow(
      FlowId id,
      String name,
      String definition,
      int partition,
      FlowStatus status,
      Map<String, String> labels,
      Instant submittedAt,
      Instant changedAt,
      @Nullable Instant nextTimer) {
    this(
        id,
        name,
        definition,
        partition,
        status,
        labels,
        submittedAt,
        changedAt,
        nextTimer,
        null,
        null);
  }

  /** The same, and a person should look at it since then. */
  public FlowRow withAttention(@Nullable Instant since) {
    return new FlowRow(
        id,
        name,
        definition,
        partition,
        status,
        labels,
        submittedAt,
        changedAt,
        nextTimer,
        since,
        parent);
  }
}

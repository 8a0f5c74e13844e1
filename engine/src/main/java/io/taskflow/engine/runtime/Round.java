package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.runtime.InboxItem.SendAgain;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What one turn of a partition's loop has decided and not yet stored: at most one entry for each
 * flow. Owned by the loop; lives for one turn.
 */
final class Round {

  private final Map<FlowId, Step> steps = new LinkedHashMap<>();
  private final Map<LiveFlow, NewFlow> submitted = new LinkedHashMap<>();
  private final List<Afterwards> afterwards = new ArrayList<>();
  private final Map<SendAgain, Set<FlowId>> sentAgain = new HashMap<>();

  /** What happens to one flow in this turn. */
  static final class Step {
    private final LiveFlow flow;
    private final FlowRow rowBefore;
    private final FlowState before;
    private final long firstAnnouncement;
    private final List<FlowEvent> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Runnable> metrics = new ArrayList<>();
    private long position;

    private Step(LiveFlow flow) {
      this.flow = flow;
      this.rowBefore = flow.row();
      this.before = flow.state();
      this.firstAnnouncement = flow.state().announced() + 1;
    }

    LiveFlow flow() {
      return flow;
    }

    /** How the flow stood before all of its events. */
    FlowState before() {
      return before;
    }

    List<FlowEvent> events() {
      return events;
    }

    List<Effect> effects() {
      return effects;
    }

    List<Runnable> metrics() {
      return metrics;
    }

    long position() {
      return position;
    }

    long firstAnnouncement() {
      return firstAnnouncement;
    }
  }

  /** A new flow is to be stored; what starts it follows as a step. */
  void submitted(LiveFlow live, NewFlow flow) {
    submitted.put(live, flow);
  }

  /** The machine accepted a command for the flow. */
  void accepted(LiveFlow flow, Accepted decision) {
    Step step = steps.computeIfAbsent(flow.id(), id -> new Step(flow));
    step.events.addAll(decision.events());
    step.effects.addAll(decision.effects());
    flow.state(decision.state());
  }

  /**
   * What is to be done when everything so far is stored.
   *
   * @param item what led to it
   * @param flows those whose parts of the round must be stored
   */
  record Afterwards(InboxItem item, Set<FlowId> flows, Runnable action) {}

  /**
   * Looks for what is lost, once in the round.
   *
   * @param search finds and sends it again
   * @return the flows that are concerned
   */
  Set<FlowId> sentAgain(SendAgain lost, Function<SendAgain, Set<FlowId>> search) {
    return sentAgain.computeIfAbsent(lost, search);
  }

  /** To be counted when the flow's step, which there is, is stored. */
  void metric(FlowId flow, Runnable count) {
    Step step = steps.get(flow);
    if (step != null) {
      step.metrics.add(count);
    }
  }

  /** Whether something of the flow is to be stored. */
  boolean concerns(FlowId flow) {
    return steps.containsKey(flow);
  }

  /** To be done when everything so far is stored. */
  void afterwards(InboxItem item, FlowId flow, Runnable action) {
    afterwards(item, Set.of(flow), action);
  }

  /** To be done when everything so far of these flows is stored. */
  void afterwards(InboxItem item, Set<FlowId> flows, Runnable action) {
    afterwards.add(new Afterwards(item, flows, action));
  }

  List<Step> steps() {
    return List.copyOf(steps.values());
  }

  List<Afterwards> afterwards() {
    return List.copyOf(afterwards);
  }

  /**
   * A flow's part of the round could not be stored, so nothing of it happened.
   *
   * @return what would have been done for it
   */
  List<Afterwards> drop(FlowId flow) {
    steps.remove(flow);
    submitted.keySet().removeIf(live -> live.id().equals(flow));
    List<Afterwards> dropped =
        afterwards.stream().filter(after -> after.flows().contains(flow)).toList();
    afterwards.removeAll(dropped);
    return dropped;
  }

  /** Whether there is nothing to store. */
  boolean nothingToStore() {
    return steps.isEmpty() && submitted.isEmpty();
  }

  /** Whether nothing at all has come of the turn. */
  boolean isEmpty() {
    return nothingToStore() && afterwards.isEmpty();
  }

  /**
   * What is to be stored.
   *
   * @param lastPosition the partition's last position so far; those of the entries follow it
   * @param snapshots asks for what is due
   */
  PartitionCommit commit(
      Lease lease, long published, long lastPosition, Instant now, Snapshots snapshots) {
    List<JournalEntry> entries = new ArrayList<>();
    List<SnapshotRow> taken = new ArrayList<>();
    List<FlowRow> changed = new ArrayList<>();
    long position = lastPosition;
    for (Step step : steps.values()) {
      step.position = ++position;
      LiveFlow flow = step.flow;
      JournalEntry entry =
          new JournalEntry(
              flow.id(),
              flow.nextSeq(),
              lease.partition(),
              position,
              now,
              EntryCodec.write(new EntryCodec.Body(step.firstAnnouncement, step.events)));
      entries.add(entry);
      SnapshotRow snapshot = snapshots.after(flow, entry);
      if (snapshot != null) {
        taken.add(snapshot);
      }
      if (!flow.row().equals(step.rowBefore) && !submitted.containsKey(flow)) {
        changed.add(flow.row());
      }
    }
    List<NewFlow> stored = new ArrayList<>();
    submitted.forEach((live, f) -> stored.add(f.withRow(live.row())));
    return new PartitionCommit(lease, published, stored, entries, changed, taken);
  }
}

package io.taskflow.benchmarks.load;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Flows;
import io.taskflow.flow.TaskBuilder;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fills a journal with flows of one task, as an engine would have: ended ones, and dormant ones
 * that wait for their time to come. No engine may use it meanwhile. Not thread-safe.
 */
public final class ArchiveWriter {

  private static final int FLOWS_A_COMMIT = 2_000;
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final String OWNER = "archive-writer";

  private final Journal journal;
  private final Kind ended = new Kind("ended", Flows.task("only", LoadNames.NOTHING));
  private final Kind dormant =
      new Kind("dormant", Flows.task("only", LoadNames.NOTHING).delay(Duration.ofDays(7)));
  private final long[] positions;

  private ArchiveWriter(Journal journal) {
    this.journal = journal;
    this.positions = new long[journal.partitions()];
  }

  /** A definition that flows share. */
  private record Kind(String name, String definition, FlowPlan plan) {

    Kind(String name, TaskBuilder task) {
      this(name, Flows.linear(name, task.topic(LoadNames.TOPIC)).build());
    }

    private Kind(String name, Flow flow) {
      this(name, FlowJson.write(flow), FlowCompiler.compile(flow));
    }

    String hash() {
      return FlowJson.hash(definition);
    }
  }

  /**
   * Fills it.
   *
   * @param jdbcUrl of an empty database
   * @param flows how many
   * @param dormantFlows how many of them have not ended
   */
  public static void fill(String jdbcUrl, int flows, int dormantFlows) {
    try (Journal journal = LoadEngine.open(jdbcUrl)) {
      new ArchiveWriter(journal).fill(flows, dormantFlows);
    }
  }

  private void fill(int flows, int dormantFlows) {
    int partitions = journal.partitions();
    for (int partition = 0; partition < partitions; partition++) {
      Lease lease = journal.acquire(partition, OWNER, LEASE).orElseThrow();
      int left = share(flows, partition);
      int dormantLeft = share(dormantFlows, partition);
      while (left > 0) {
        List<Stored> batch = new ArrayList<>();
        for (int i = 0; i < Math.min(left, FLOWS_A_COMMIT); i++) {
          batch.add(store(dormantLeft-- > 0 ? dormant : ended, partition));
        }
        left -= batch.size();
        commit(lease, batch);
      }
      journal.release(lease);
    }
  }

  private int share(int all, int partition) {
    return all / positions.length + (partition < all % positions.length ? 1 : 0);
  }

  private record Stored(NewFlow flow, List<JournalEntry> entries) {}

  private void commit(Lease lease, List<Stored> batch) {
    List<JournalEntry> entries = new ArrayList<>();
    batch.forEach(stored -> entries.addAll(stored.entries()));
    journal.commit(
        new PartitionCommit(
            lease,
            positions[lease.partition()],
            batch.stream().map(Stored::flow).toList(),
            entries,
            List.of()));
  }

  private Stored store(Kind kind, int partition) {
    Instant now = Instant.now();
    FlowId id = FlowId.random(now);
    while (id.partition(positions.length) != partition) {
      id = FlowId.random(now);
    }
    FlowSubmitted submitted =
        new FlowSubmitted(now, id, kind.name(), kind.hash(), Map.of(), FlowOptions.DEFAULTS);
    FlowState state = FlowMachine.begin(kind.plan(), submitted);
    List<JournalEntry> entries = new ArrayList<>();
    long announced = state.announced();
    Accepted step = decide(state, new Command.Start(new Moment(now, id.value())));
    entries.add(entry(step, announced, entries.size() + 2, partition, now));
    Instant nextTimer = firstTimer(step);
    for (FlowEvent event : step.events()) {
      if (event instanceof AttemptOpened open && kind == ended) {
        announced = step.state().announced();
        step =
            decide(
                step.state(),
                new Command.Reply(
                    new Moment(now, id.value() + "r"),
                    new TaskReply.Succeeded(
                        new AttemptRef(id, open.task(), open.action(), open.token()),
                        OWNER,
                        now,
                        Json.NULL)));
        entries.add(entry(step, announced, entries.size() + 2, partition, now));
        nextTimer = null;
      }
    }
    FlowRow row =
        new FlowRow(
            id,
            kind.name(),
            kind.hash(),
            partition,
            step.state().status(),
            Map.of(),
            now,
            now,
            nextTimer,
            null,
            null);
    JournalEntry first =
        new JournalEntry(
            id, 1, partition, 0, now, EntryCodec.write(new EntryCodec.Body(1, List.of(submitted))));
    return new Stored(new NewFlow(row, kind.definition(), first), entries);
  }

  private static Accepted decide(FlowState state, Command command) {
    return (Accepted) FlowMachine.decide(state, command);
  }

  private JournalEntry entry(Accepted step, long announced, int seq, int partition, Instant now) {
    return new JournalEntry(
        step.state().id(),
        seq,
        partition,
        ++positions[partition],
        now,
        EntryCodec.write(new EntryCodec.Body(announced + 1, step.events())));
  }

  private static @Nullable Instant firstTimer(Accepted step) {
    return step.effects().stream()
        .filter(Effect.SetTimer.class::isInstance)
        .map(effect -> Objects.requireNonNull(((Effect.SetTimer) effect).timer().at()))
        .min(Instant::compareTo)
        .orElse(null);
  }
}

package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Moment;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program: an engine owns very many flows that rest, half of them suspended, half of them waiting
 * for a timer, and still works. Arguments: a new database, and how many flows. It prints what it
 * did, last {@code done}.
 */
final class DormantFlows {

  private static final int BATCH = 1_000;
  private static final int RESUMED = 50;
  private static final Duration DELAY = Duration.ofHours(1);
  private static final Flow FLOW =
      linear("dormant", task("later", "t").delay(DELAY), task("last", "t")).build();

  private final Journal journal;
  private final Plans plans;
  private final List<FlowId> suspended = new ArrayList<>();
  private int position;

  private DormantFlows(Journal journal) {
    this.journal = journal;
    this.plans = new Plans(journal, Controls.NONE, Map.of());
  }

  public static void main(String[] arguments) {
    int flows = Integer.parseInt(arguments[1]);
    try (Journal journal = SqliteJournal.open(Path.of(arguments[0]))) {
      DormantFlows dormant = new DormantFlows(journal);
      dormant.fill(flows);
      System.out.println("stored " + flows);
      dormant.drive(flows);
    }
    System.out.println("done");
  }

  /** As an engine would have stored them, many at a time. */
  private void fill(int flows) {
    List<Lease> leases = new ArrayList<>();
    for (int p = 0; p < journal.partitions(); p++) {
      leases.add(journal.acquire(p, "filler", Duration.ofMinutes(30)).orElseThrow());
    }
    for (int stored = 0; stored < flows; stored += BATCH) {
      List<List<NewFlow>> begun = lists(leases.size());
      List<List<JournalEntry>> entries = lists(leases.size());
      for (int i = stored; i < Math.min(flows, stored + BATCH); i++) {
        add(begun, entries, i % 2 == 0);
      }
      for (Lease lease : leases) {
        int p = lease.partition();
        journal.commit(
            new PartitionCommit(lease, position, begun.get(p), entries.get(p), List.of()));
      }
    }
    leases.forEach(journal::release);
  }

  private static <T> List<List<T>> lists(int count) {
    List<List<T>> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private void add(List<List<NewFlow>> begun, List<List<JournalEntry>> entries, boolean suspend) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    FlowId id = FlowId.random(now);
    int partition = id.partition(journal.partitions());
    Plans.Compiled compiled = plans.compile(FLOW, Map.<String, Object>of().keySet());
    FlowSubmitted submitted =
        new FlowSubmitted(now, id, FLOW.name(), compiled.hash(), Map.of(), FlowOptions.DEFAULTS);
    FlowState state = FlowMachine.begin(compiled.plan(), submitted);
    List<FlowEvent> events = new ArrayList<>();
    Accepted started =
        (Accepted) FlowMachine.decide(state, new Command.Start(new Moment(now, id.value())));
    events.addAll(started.events());
    state = started.state();
    if (suspend) {
      Accepted rests =
          (Accepted)
              FlowMachine.decide(
                  state, new Command.Suspend(new Moment(now, id.value()), "the test"));
      events.addAll(rests.events());
      state = rests.state();
      suspended.add(id);
    }
    Instant timer = suspend ? null : timer(started);
    FlowRow row =
        new FlowRow(
            id,
            FLOW.name(),
            compiled.hash(),
            partition,
            state.status(),
            Map.of("of", "dormant"),
            now,
            now,
            timer);
    begun
        .get(partition)
        .add(
            new NewFlow(
                row, compiled.definitions(), entry(id, 1, partition, now, 1, List.of(submitted))));
    entries.get(partition).add(entry(id, 2, partition, now, 2, events));
  }

  private static Instant timer(Accepted started) {
    return started.effects().stream()
        .filter(Effect.SetTimer.class::isInstance)
        .map(effect -> ((Effect.SetTimer) effect).timer().at())
        .findFirst()
        .orElseThrow();
  }

  private JournalEntry entry(
      FlowId id, long seq, int partition, Instant at, long first, List<FlowEvent> events) {
    return new JournalEntry(
        id, seq, partition, ++position, at, EntryCodec.write(new EntryCodec.Body(first, events)));
  }

  private void drive(int flows) {
    try (Transport transport = new InMemoryBroker().connect("engine");
        Engine engine = Engine.builder().transport(transport).journal(journal).start()) {
      await()
          .atMost(Duration.ofMinutes(10))
          .until(() -> engine.health().partitions().size() == journal.partitions());
      System.out.println("owned");
      for (FlowId id : suspended.subList(0, Math.min(RESUMED, suspended.size()))) {
        FlowHandle handle = engine.find(id).orElseThrow();
        handle.resume("the test");
        require(handle.status() == FlowStatus.RUNNING, "a flow that is resumed runs");
      }
      int listed = 0;
      FlowQuery query = FlowQuery.newest(FlowQuery.MAX_LIMIT);
      for (List<FlowRow> page = engine.flows(query);
          !page.isEmpty();
          page = engine.flows(query.after(page.getLast().id()))) {
        listed += page.size();
      }
      require(listed == flows, "all are listed, but " + listed + " were");
      require(
          engine.attention(AttentionQuery.oldest(10)).items().isEmpty(), "nobody needs a person");
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long used = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
      System.out.println("used " + used + " MiB of " + (runtime.maxMemory() >> 20));
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("expected: " + what);
    }
  }
}

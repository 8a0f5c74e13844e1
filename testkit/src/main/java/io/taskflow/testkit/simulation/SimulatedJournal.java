package io.taskflow.testkit.simulation;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.protocol.FlowId;
import io.taskflow.testkit.simulation.checks.JournalChecks;
import io.taskflow.testkit.simulation.world.Fault;
import io.taskflow.testkit.simulation.world.Process;
import io.taskflow.testkit.simulation.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One process's way to the journal, on which everything can go wrong that can in a database. */
final class SimulatedJournal implements Journal {

  private final Journal shared;
  private final Process process;
  private final JournalChecks checks;
  private final BooleanSupplier away;
  private final Consumer<Lease> whenOwned;
  private final int troubleOneIn;

  /**
   * A way to a journal.
   *
   * @param shared the journal itself
   * @param away whether it can't be used now
   * @param whenOwned is told of each lease that is given
   * @param troubleOneIn in one of so many calls something is wrong
   */
  SimulatedJournal(
      Journal shared,
      Process process,
      JournalChecks checks,
      BooleanSupplier away,
      Consumer<Lease> whenOwned,
      int troubleOneIn) {
    this.shared = shared;
    this.process = process;
    this.checks = checks;
    this.away = away;
    this.whenOwned = whenOwned;
    this.troubleOneIn = troubleOneIn;
  }

  private World world() {
    return process.world();
  }

  /** Reads, or writes what harms nobody if it is done twice. */
  private <T> T call(Supplier<T> use) {
    arrive();
    T result = use.get();
    if (world().strikes(Fault.UNKNOWN_OUTCOME, 20 * troubleOneIn)) {
      throw unavailable("the answer was lost");
    }
    return result;
  }

  private void arrive() {
    process.touch();
    if (world().strikes(Fault.JOURNAL_SLOW, 10 * troubleOneIn)) {
      world().standStill(world().chance().millis(5, 8_000));
      process.requireAlive();
    }
    if (away.getAsBoolean()) {
      throw unavailable("it can't be reached");
    }
  }

  private <T> T write(Supplier<T> use) {
    arrive();
    if (world().strikes(Fault.CRASH_BEFORE_COMMIT, 10 * troubleOneIn)) {
      process.crash();
      process.requireAlive();
    }
    if (world().strikes(Fault.UNKNOWN_OUTCOME, 2 * troubleOneIn)) {
      throw unavailable("it was not done, but nobody knows");
    }
    T result = use.get();
    if (world().strikes(Fault.CRASH_AFTER_COMMIT, 10 * troubleOneIn)) {
      process.crash();
      process.requireAlive();
    }
    if (world().strikes(Fault.UNKNOWN_OUTCOME, 2 * troubleOneIn)) {
      throw unavailable("it was done, but nobody knows");
    }
    if (world().strikes(Fault.JOURNAL_SLOW, 10 * troubleOneIn)) {
      world().standStill(world().chance().millis(5, 8_000));
      process.requireAlive();
    }
    return result;
  }

  private static JournalUnavailableException unavailable(String why) {
    return new JournalUnavailableException(
        "the simulated journal: " + why, new IllegalStateException(why));
  }

  @Override
  public int partitions() {
    return shared.partitions();
  }

  @Override
  public boolean submit(NewFlow flow) {
    return write(
        () -> {
          boolean stored = shared.submit(flow);
          checks.submitted(flow);
          return stored;
        });
  }

  @Override
  public void commit(PartitionCommit commit) {
    write(
        () -> {
          shared.commit(commit);
          if (!commit.entries().isEmpty()) {
            world().trace().note(process.name(), "commits", "up to " + commit.published());
          }
          checks.committed(commit);
          return true;
        });
  }

  @Override
  public List<JournalEntry> entries(FlowId flow, long after) {
    return call(() -> shared.entries(flow, after));
  }

  @Override
  public Optional<SnapshotRow> snapshot(FlowId flow) {
    return call(() -> shared.snapshot(flow));
  }

  @Override
  public List<JournalEntry> entriesAfter(int partition, long position, int limit) {
    return call(() -> shared.entriesAfter(partition, position, limit));
  }

  @Override
  public Optional<String> definition(String hash) {
    return call(() -> shared.definition(hash));
  }

  @Override
  public Optional<FlowRow> flow(FlowId flow) {
    return call(() -> shared.flow(flow));
  }

  @Override
  public List<FlowRow> flows(FlowQuery query) {
    return call(() -> shared.flows(query));
  }

  @Override
  public List<FlowRow> pending(int partition, int limit) {
    return call(() -> shared.pending(partition, limit));
  }

  @Override
  public List<FlowRow> withTimer(int partition) {
    return call(() -> shared.withTimer(partition));
  }

  @Override
  public List<FlowRow> withAttention(AttentionQuery query) {
    return call(() -> shared.withAttention(query));
  }

  @Override
  public int forget(Instant endedBefore, int limit) {
    return call(() -> shared.forget(endedBefore, limit));
  }

  @Override
  public List<PartitionRow> partitionRows() {
    return call(shared::partitionRows);
  }

  @Override
  public Optional<Lease> acquire(int partition, String owner, Duration leaseFor) {
    return call(
        () -> {
          Optional<Lease> lease = shared.acquire(partition, owner, leaseFor);
          lease.ifPresent(whenOwned);
          return lease;
        });
  }

  @Override
  public boolean renew(Lease lease, Duration leaseFor) {
    return call(() -> shared.renew(lease, leaseFor));
  }

  @Override
  public void release(Lease lease) {
    call(
        () -> {
          shared.release(lease);
          return true;
        });
  }

  @Override
  public List<String> heartbeat(String engine, Duration aliveFor) {
    return call(() -> shared.heartbeat(engine, aliveFor));
  }

  @Override
  public void leave(String engine) {
    call(
        () -> {
          shared.leave(engine);
          return true;
        });
  }

  @Override
  public Instant now() {
    return shared.now();
  }

  @Override
  public void close() {}
}

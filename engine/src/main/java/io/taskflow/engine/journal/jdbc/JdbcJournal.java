package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.protocol.FlowId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A journal in an SQL database: what all of them have in common. Commits and submissions go through
 * {@link GroupCommit}; the rest is one short transaction or query each. Thread-safe.
 */
final class JdbcJournal implements Journal {

  private final Sessions sessions;
  private final Errors errors;
  private final int partitionCount;
  private final GroupCommit<Write, Boolean> group;
  private final DefinitionTable definitions;
  private final EntryTable entries;
  private final SnapshotTable snapshots;
  private final Forgetting forgetting;
  private final FlowLists flows;
  private final PartitionTable partitions;
  private final EngineTable engines;
  private volatile boolean closed;

  /**
   * Takes the sessions over: {@link #close} closes them.
   *
   * @param resolveFor how long it tries to find out about a transaction in doubt before the caller
   *     has to
   */
  JdbcJournal(
      Sessions sessions, Dialect dialect, Errors errors, int partitionCount, Duration resolveFor) {
    this.sessions = sessions;
    this.errors = errors;
    this.partitionCount = partitionCount;
    this.definitions = new DefinitionTable(dialect);
    this.entries = new EntryTable(dialect);
    this.snapshots = new SnapshotTable(dialect);
    this.forgetting = new Forgetting(dialect, definitions);
    this.flows = new FlowLists(dialect);
    this.partitions = new PartitionTable(dialect);
    this.engines = new EngineTable(dialect);
    WriteStatements statements = new WriteStatements(dialect, definitions, entries);
    Writer writer = new Writer(sessions, dialect, statements, errors, resolveFor);
    this.group = new GroupCommit<>(writer::store);
  }

  @Override
  public int partitions() {
    return partitionCount;
  }

  @Override
  public boolean submit(NewFlow flow) {
    requireOpen();
    return group.store(new Write.Submit(flow));
  }

  @Override
  public void commit(PartitionCommit commit) {
    requireOpen();
    group.store(new Write.Commit(commit));
  }

  @Override
  public List<JournalEntry> entries(FlowId flow, long after) {
    return read("reading flow " + flow, session -> entries.ofFlow(session, flow, after));
  }

  @Override
  public Optional<SnapshotRow> snapshot(FlowId flow) {
    return read("reading the snapshot of flow " + flow, session -> snapshots.ofFlow(session, flow));
  }

  @Override
  public List<JournalEntry> entriesAfter(int partition, long position, int limit) {
    return read(
        "reading partition " + partition,
        session -> entries.after(session, partition, position, limit));
  }

  @Override
  public Optional<String> definition(String hash) {
    return read("reading definition " + hash, session -> definitions.body(session, hash));
  }

  @Override
  public Optional<FlowRow> flow(FlowId flow) {
    return read("reading the row of flow " + flow, session -> flows.byId(session, flow));
  }

  @Override
  public List<FlowRow> flows(FlowQuery query) {
    return read("listing flows", session -> flows.matching(session, query));
  }

  @Override
  public List<FlowRow> pending(int partition, int limit) {
    return read("listing pending flows", session -> flows.pending(session, partition, limit));
  }

  @Override
  public List<FlowRow> withTimer(int partition) {
    return read("listing flows with timers", session -> flows.withTimer(session, partition));
  }

  @Override
  public List<FlowRow> withAttention(AttentionQuery query) {
    return read("listing flows to look at", session -> flows.withAttention(session, query));
  }

  @Override
  public int forget(Instant endedBefore, int limit) {
    return write(
        "forgetting ended flows", session -> forgetting.forget(session, endedBefore, limit));
  }

  @Override
  public List<PartitionRow> partitionRows() {
    return read("reading the partitions", partitions::rows);
  }

  @Override
  public Optional<Lease> acquire(int partition, String owner, Duration leaseFor) {
    return write(
        "acquiring partition " + partition,
        session -> partitions.acquire(session, partition, owner, leaseFor));
  }

  @Override
  public boolean renew(Lease lease, Duration leaseFor) {
    return write(
        "renewing the lease of partition " + lease.partition(),
        session -> partitions.renew(session, lease, leaseFor));
  }

  @Override
  public void release(Lease lease) {
    write(
        "releasing partition " + lease.partition(),
        session -> {
          partitions.release(session, lease);
          return true;
        });
  }

  @Override
  public List<String> heartbeat(String engine, Duration aliveFor) {
    return write(
        "noting that engine " + engine + " lives",
        session -> {
          Instant now = engines.now(session);
          engines.seen(session, engine);
          engines.forgetOld(session, now);
          return engines.seenSince(session, now.minus(aliveFor));
        });
  }

  @Override
  public void leave(String engine) {
    write(
        "forgetting engine " + engine,
        session -> {
          engines.remove(session, engine);
          return true;
        });
  }

  @Override
  public Instant now() {
    return read("asking for the time", engines::now);
  }

  @Override
  public void close() {
    closed = true;
    sessions.close();
  }

  private <T> T read(String what, Sessions.Work<T> work) {
    requireOpen();
    try {
      return sessions.read(work);
    } catch (SQLException e) {
      requireOpen();
      throw errors.of(what, e);
    }
  }

  private <T> T write(String what, Sessions.Work<T> work) {
    requireOpen();
    try {
      return sessions.write(work);
    } catch (CommitInDoubtException e) {
      throw errors.inDoubt(what, e);
    } catch (SQLException e) {
      requireOpen();
      throw errors.of(what, e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
  }
}

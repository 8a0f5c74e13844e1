package io.taskflow.engine.journal;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A journal that forgets everything with its process: for tests and small programs. Leases and
 * fences are as strict as a database's.
 *
 * <p>Thread-safe: one monitor guards everything.
 */
public final class InMemoryJournal implements Journal {

  private static final Map<Long, JournalEntry> NO_ENTRIES = Map.of();

  private static final Comparator<FlowRow> BY_AGE =
      Comparator.comparing(FlowRow::submittedAt).thenComparing(FlowRow::id);

  private final InstantSource clock;
  private final InMemoryPartitions partitions;
  private final TreeMap<FlowId, FlowRow> rows = new TreeMap<>();
  private final Map<FlowId, Map<Long, JournalEntry>> entries = new HashMap<>();
  private final Map<FlowId, SnapshotRow> snapshots = new HashMap<>();
  private final Map<String, String> definitions = new HashMap<>();

  /** Definitions of other flows that a flow may begin. */
  private final Map<FlowId, Set<String>> needed = new HashMap<>();

  private final TreeMap<String, Instant> engines = new TreeMap<>();
  private boolean closed;

  /** An empty journal that goes by the system's clock. */
  public InMemoryJournal(int partitions) {
    this(partitions, InstantSource.system());
  }

  /**
   * An empty journal.
   *
   * @param partitions how many there are, at least 1
   * @param clock what leases go by
   */
  public InMemoryJournal(int partitions, InstantSource clock) {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be at least 1, but is " + partitions);
    }
    this.clock = clock;
    this.partitions = new InMemoryPartitions(partitions);
  }

  @Override
  public int partitions() {
    return partitions.count();
  }

  @Override
  public synchronized boolean submit(NewFlow flow) {
    requireOpen();
    if (rows.containsKey(flow.row().id())) {
      return false;
    }
    store(flow);
    return true;
  }

  @Override
  public synchronized void commit(PartitionCommit commit) {
    requireOpen();
    partitions.requireHeld(commit.lease());
    List<JournalEntry> all = commit.allEntries();
    Optional<JournalEntry> taken = all.stream().filter(this::isTaken).findFirst();
    if (taken.isEmpty()) {
      requireRows(commit);
      commit.submitted().forEach(this::store);
      commit.entries().forEach(this::append);
      commit.changed().forEach(row -> rows.put(row.id(), row));
    } else if (!all.stream().allMatch(this::isStored)) {
      throw LeaseLostException.entryTaken(commit.lease(), taken.get());
    }
    partitions.published(commit.lease().partition(), commit.published());
    commit.snapshots().forEach(this::keep);
  }

  @Override
  public synchronized List<JournalEntry> entries(FlowId flow, long after) {
    requireOpen();
    return entriesOf(flow).values().stream().filter(entry -> entry.seq() > after).toList();
  }

  @Override
  public synchronized Optional<SnapshotRow> snapshot(FlowId flow) {
    requireOpen();
    return Optional.ofNullable(snapshots.get(flow));
  }

  @Override
  public synchronized List<JournalEntry> entriesAfter(int partition, long position, int limit) {
    requireOpen();
    return partitions.entriesAfter(partition, position, limit);
  }

  @Override
  public synchronized Optional<String> definition(String hash) {
    requireOpen();
    return Optional.ofNullable(definitions.get(hash));
  }

  @Override
  public synchronized Optional<FlowRow> flow(FlowId flow) {
    requireOpen();
    return Optional.ofNullable(rows.get(flow));
  }

  @Override
  public synchronized List<FlowRow> flows(FlowQuery query) {
    requireOpen();
    FlowRow before = query.before() == null ? null : rows.get(query.before());
    if (query.before() != null && before == null) {
      return List.of();
    }
    return rows.values().stream()
        .sorted(BY_AGE.reversed())
        .filter(row -> before == null || BY_AGE.compare(row, before) < 0)
        .filter(row -> query.statuses().isEmpty() || query.statuses().contains(row.status()))
        .filter(row -> query.name() == null || query.name().equals(row.name()))
        .filter(row -> query.parent() == null || isChildOf(row, query.parent()))
        .filter(row -> query.partition() == null || query.partition() == row.partition())
        .filter(row -> row.labels().entrySet().containsAll(query.labels().entrySet()))
        .limit(query.limit())
        .toList();
  }

  @Override
  public synchronized List<FlowRow> pending(int partition, int limit) {
    return rowsOf(partition, row -> row.status() == FlowStatus.PENDING)
        .sorted(BY_AGE)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<FlowRow> withTimer(int partition) {
    return rowsOf(partition, row -> row.nextTimer() != null)
        .sorted(
            Comparator.comparing(FlowRow::nextTimer, Comparator.nullsLast(Instant::compareTo))
                .thenComparing(FlowRow::id))
        .toList();
  }

  @Override
  public synchronized List<FlowRow> withAttention(AttentionQuery query) {
    requireOpen();
    AttentionQuery.Place after = query.after();
    return rows.values().stream()
        .filter(row -> row.attentionSince() != null)
        .filter(row -> after == null || placeOf(row).compareTo(after) > 0)
        .sorted(Comparator.comparing(InMemoryJournal::placeOf))
        .limit(query.limit())
        .toList();
  }

  private static AttentionQuery.Place placeOf(FlowRow row) {
    return new AttentionQuery.Place(Objects.requireNonNull(row.attentionSince()), row.id());
  }

  @Override
  public synchronized int forget(Instant endedBefore, int limit) {
    requireOpen();
    Set<FlowId> forgotten =
        rows.values().stream()
            .filter(row -> row.status().ended() && row.attentionSince() == null)
            .filter(row -> row.changedAt().isBefore(endedBefore))
            .filter(row -> row.parent() == null || !rows.containsKey(row.parent().flow()))
            .filter(row -> entriesOf(row.id()).values().stream().allMatch(partitions::isPublished))
            .sorted(Comparator.comparing(FlowRow::changedAt).thenComparing(FlowRow::id))
            .limit(limit)
            .map(FlowRow::id)
            .collect(Collectors.toSet());
    rows.keySet().removeAll(forgotten);
    entries.keySet().removeAll(forgotten);
    snapshots.keySet().removeAll(forgotten);
    partitions.forget(forgotten);
    Set<String> used = rows.values().stream().map(FlowRow::definition).collect(Collectors.toSet());
    needed.keySet().removeAll(forgotten);
    needed.values().forEach(used::addAll);
    definitions.keySet().retainAll(used);
    return forgotten.size();
  }

  @Override
  public synchronized List<PartitionRow> partitionRows() {
    requireOpen();
    return partitions.rows();
  }

  @Override
  public synchronized Optional<Lease> acquire(int partition, String owner, Duration leaseFor) {
    requireOpen();
    return partitions.acquire(partition, owner, now(), leaseFor);
  }

  @Override
  public synchronized boolean renew(Lease lease, Duration leaseFor) {
    requireOpen();
    return partitions.renew(lease, now().plus(leaseFor));
  }

  @Override
  public synchronized void release(Lease lease) {
    requireOpen();
    partitions.release(lease);
  }

  @Override
  public synchronized List<String> heartbeat(String engine, Duration aliveFor) {
    requireOpen();
    Instant now = now();
    engines.put(engine, now);
    return engines.entrySet().stream()
        .filter(seen -> !seen.getValue().isBefore(now.minus(aliveFor)))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public synchronized void leave(String engine) {
    requireOpen();
    engines.remove(engine);
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private Stream<FlowRow> rowsOf(int partition, Predicate<FlowRow> wanted) {
    requireOpen();
    return rows.values().stream().filter(row -> row.partition() == partition && wanted.test(row));
  }

  private static boolean isChildOf(FlowRow row, FlowId flow) {
    return row.parent() != null && row.parent().flow().equals(flow);
  }

  private void store(NewFlow flow) {
    rows.put(flow.row().id(), flow.row());
    flow.definitions().forEach(definitions::putIfAbsent);
    if (!flow.needed().isEmpty()) {
      needed.put(flow.row().id(), flow.needed());
    }
    append(flow.first());
  }

  private void append(JournalEntry entry) {
    entries.computeIfAbsent(entry.flow(), id -> new TreeMap<>()).put(entry.seq(), entry);
    partitions.append(entry);
  }

  private void keep(SnapshotRow snapshot) {
    snapshots.put(snapshot.flow(), snapshot);
    List<JournalEntry> discarded =
        entriesOf(snapshot.flow()).values().stream()
            .filter(entry -> entry.seq() < snapshot.keepFrom() && partitions.isPublished(entry))
            .toList();
    discarded.forEach(entry -> entriesOf(snapshot.flow()).remove(entry.seq()));
    partitions.discard(discarded);
  }

  private void requireRows(PartitionCommit commit) {
    Set<FlowId> begun = new HashSet<>();
    commit.submitted().forEach(flow -> begun.add(flow.row().id()));
    for (FlowRow row : commit.changed()) {
      if (!begun.contains(row.id()) && !rows.containsKey(row.id())) {
        throw JournalException.noSuchRow(row.id());
      }
    }
  }

  private Map<Long, JournalEntry> entriesOf(FlowId flow) {
    return entries.getOrDefault(flow, NO_ENTRIES);
  }

  private boolean isTaken(JournalEntry entry) {
    return entriesOf(entry.flow()).containsKey(entry.seq());
  }

  private boolean isStored(JournalEntry entry) {
    JournalEntry stored = entriesOf(entry.flow()).get(entry.seq());
    return stored != null && stored.body().equals(entry.body());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
  }
}

package io.taskflow.engine.journal;

import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stores flows durably: when a method returns, what it was told survives a crash. Thread-safe.
 *
 * <p>Every method throws {@link JournalUnavailableException} if the database can't be reached, is
 * locked or refuses work for now. {@link #commit} and {@link #submit} find out themselves what
 * became of a transaction whose outcome is unknown; if they can't, they throw it too, and the same
 * call again does. So after it, any call may simply be made again: what was stored is not stored
 * twice.
 *
 * <p>Times are kept to the microsecond at least.
 */
public interface Journal extends AutoCloseable {

  /** How many partitions there are; fixed when the journal was first used. */
  int partitions();

  /**
   * Stores a flow through an engine that need not own its partition.
   *
   * @return false if a flow of that id was there already; nothing is changed then
   */
  boolean submit(NewFlow flow);

  /**
   * Stores what a partition's loop decided, all or nothing. Does nothing if exactly these entries
   * are there already and the lease holds: the call before did it, and could not tell.
   *
   * @throws LeaseLostException if the lease's epoch is over or another entry is in the place of one
   *     of the entries: somebody else owns the partition
   * @throws JournalException if a row is to be changed that is not there
   */
  void commit(PartitionCommit commit);

  /**
   * A flow's entries in order, from the first that is kept: all of them, unless a snapshot was
   * stored to keep fewer. Empty if there is no such flow.
   */
  default List<JournalEntry> entries(FlowId flow) {
    return entries(flow, 0);
  }

  /** Those of a flow's entries whose seq is above the given one, in order. */
  List<JournalEntry> entries(FlowId flow, long after);

  /** A flow's last snapshot; empty if it has none. */
  Optional<SnapshotRow> snapshot(FlowId flow);

  /**
   * A partition's entries with a position above the given one, in order of position, at most {@code
   * limit}.
   */
  List<JournalEntry> entriesAfter(int partition, long position, int limit);

  /** A definition by its hash. */
  Optional<String> definition(String hash);

  /** One flow's row. */
  Optional<FlowRow> flow(FlowId flow);

  /** Rows by filter, those first that were submitted last; of several of one time, by id. */
  List<FlowRow> flows(FlowQuery query);

  /** Flows of a partition that are PENDING, oldest first, at most {@code limit}. */
  List<FlowRow> pending(int partition, int limit);

  /** Flows of a partition that have a next timer, earliest first. */
  List<FlowRow> withTimer(int partition);

  /** Flows that a person should look at, those first that have waited longest; then by id. */
  List<FlowRow> withAttention(AttentionQuery query);

  /**
   * Forgets flows that ended before a time: their rows, their entries, and definitions that no flow
   * has any more. Those that ended first go first. Left are flows that a person should look at,
   * those whose last effects may have to be published again, and children whose parent is there;
   * and definitions of flows that one that is there may begin.
   *
   * @param limit at most so many flows
   * @return how many were forgotten; fewer than the limit if no more can be
   */
  int forget(Instant endedBefore, int limit);

  /** All partitions, by number. */
  List<PartitionRow> partitionRows();

  /**
   * Takes a partition that nobody has, or whose lease has ended, or which this owner has.
   *
   * @param owner the engine's name, different from that of every other engine
   * @return the lease with a new epoch; empty if somebody else has it
   */
  Optional<Lease> acquire(int partition, String owner, Duration leaseFor);

  /**
   * Lengthens a lease, from now on. One that has run out can be renewed as long as nobody else has
   * taken the partition.
   *
   * @return false if it is lost
   */
  boolean renew(Lease lease, Duration leaseFor);

  /** Gives a lease up, so that others can take it at once. No effect if it is lost already. */
  void release(Lease lease);

  /**
   * Notes that an engine lives, and tells which ones have lived within the given time.
   *
   * @return the names of the living engines, this one among them, sorted
   */
  List<String> heartbeat(String engine, Duration aliveFor);

  /** Forgets an engine that leaves. */
  void leave(String engine);

  /** The time by the journal's clock, which leases go by. */
  Instant now();

  /** Closes the connections. Idempotent. */
  @Override
  void close();
}

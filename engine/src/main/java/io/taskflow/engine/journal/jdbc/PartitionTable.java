package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.PartitionRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who owns which partition until when, and how far its effects have been published. Stateless. */
final class PartitionTable {

  /** Locks the partition's row as well: of two transactions of one partition the second waits. */
  private static final String FENCE =
      """
      UPDATE taskflow_partition
      SET published = CASE WHEN published > ? THEN published ELSE ? END
      WHERE partition = ? AND owner = ? AND epoch = ?
      """;

  private static final String RELEASE =
      """
      UPDATE taskflow_partition SET owner = NULL, leased_until = NULL
      WHERE partition = ? AND owner = ? AND epoch = ?
      """;

  private static final String SELECT =
      """
      SELECT p.partition, p.owner, p.epoch, p.leased_until, p.published,
        (SELECT MAX(j.position) FROM taskflow_journal j WHERE j.partition = p.partition)
          AS last_position
      FROM taskflow_partition p
      ORDER BY p.partition
      """;

  private final Dialect dialect;
  private final String acquire;
  private final String renew;

  PartitionTable(Dialect dialect) {
    this.dialect = dialect;
    this.acquire =
        """
        UPDATE taskflow_partition
        SET owner = ?, epoch = epoch + 1, leased_until = %s
        WHERE partition = (SELECT partition FROM taskflow_partition WHERE partition = ? %s)
          AND (owner IS NULL OR owner = ? OR leased_until < %s)
        RETURNING epoch
        """
            .formatted(dialect.nowPlusMicros(), dialect.lockingUnlessLocked(), dialect.now());
    this.renew =
        """
        UPDATE taskflow_partition SET leased_until = %s
        WHERE partition = ? AND owner = ? AND epoch = ?
        """
            .formatted(dialect.nowPlusMicros());
  }

  /**
   * Moves the pointers of these commits on, in order of partitions, so that two engines don't
   * deadlock.
   *
   * @throws LeaseLostException if a lease of one of them is over
   */
  void fence(Session session, List<PartitionCommit> commits) throws SQLException {
    if (commits.isEmpty()) {
      return;
    }
    List<PartitionCommit> ordered =
        commits.stream().sorted(Comparator.comparingInt(c -> c.lease().partition())).toList();
    PreparedStatement statement = session.prepare(FENCE);
    for (PartitionCommit commit : ordered) {
      Binder binder = new Binder(statement, dialect);
      bind(binder.number(commit.published()).number(commit.published()), commit.lease());
      statement.addBatch();
    }
    int[] counts = statement.executeBatch();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 1) {
        throw LeaseLostException.epochOver(ordered.get(i).lease());
      }
    }
  }

  /**
   * Empty also while a transaction of another session has the row: to wait for an owner that was
   * cut off in the middle of a commit would hold up who has other partitions to look after.
   */
  Optional<Lease> acquire(Session session, int partition, String owner, Duration leaseFor)
      throws SQLException {
    PreparedStatement statement = session.prepare(acquire);
    new Binder(statement, dialect)
        .text(owner)
        .number(micros(leaseFor))
        .number(partition)
        .text(owner);
    return Query.first(statement, row -> new Lease(partition, owner, row.getLong("epoch")));
  }

  boolean renew(Session session, Lease lease, Duration leaseFor) throws SQLException {
    PreparedStatement statement = session.prepare(renew);
    bind(new Binder(statement, dialect).number(micros(leaseFor)), lease);
    return statement.executeUpdate() == 1;
  }

  void release(Session session, Lease lease) throws SQLException {
    PreparedStatement statement = session.prepare(RELEASE);
    bind(new Binder(statement, dialect), lease);
    statement.executeUpdate();
  }

  /** Takes all leases from whoever had them; true if there were any. */
  boolean releaseAll(Session session) throws SQLException {
    session.prepare("DELETE FROM taskflow_engine").executeUpdate();
    return session
            .prepare(
                "UPDATE taskflow_partition SET owner = NULL, leased_until = NULL"
                    + " WHERE owner IS NOT NULL")
            .executeUpdate()
        > 0;
  }

  List<PartitionRow> rows(Session session) throws SQLException {
    return Query.all(session.prepare(SELECT), this::row);
  }

  private static void bind(Binder binder, Lease lease) throws SQLException {
    binder.number(lease.partition()).text(lease.owner()).number(lease.epoch());
  }

  private static long micros(Duration duration) {
    return duration.dividedBy(ChronoUnit.MICROS.getDuration());
  }

  private PartitionRow row(ResultSet row) throws SQLException {
    return new PartitionRow(
        row.getInt("partition"),
        row.getString("owner"),
        row.getLong("epoch"),
        dialect.time(row, "leased_until"),
        row.getLong("published"),
        // The last entries may be those of a flow that has been forgotten since.
        Math.max(row.getLong("last_position"), row.getLong("published")));
  }
}

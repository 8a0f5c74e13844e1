package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.StringJoiner;

/**
 * Stores what one step of one flow has led to with one trip to the server, the end of the
 * transaction included, where {@link WriteStatements} takes one for each kind of row and one for
 * the end: a flow that is alone waits for every one of them. For databases that take several
 * statements at once.
 *
 * <p>Nobody can look at the answers before the transaction ends. So what they have to say is
 * guarded by the statements themselves: where a lease is over, or a row is missing, they set to
 * NULL what may not be, and the server stores nothing. Stateless.
 */
final class SmallCommit {

  /** That of a submission, and that of the flow's start. */
  private static final int MOST_ENTRIES = 2;

  /** As {@link PartitionTable#fence}, for a partition that there is. */
  private static final String GUARDED_FENCE =
      """
      UPDATE taskflow_partition
      SET published = CASE WHEN published > ? THEN published ELSE ? END,
        epoch = CASE WHEN owner = ? AND epoch = ? THEN epoch END
      WHERE partition = ?
      """;

  /** The parameters of an entry whose flow's row has been changed just before. */
  private static final String GUARDED_VALUES =
      "((SELECT id FROM taskflow_flow WHERE id = ?), ?, ?, ?, ?, ?)";

  private final Dialect dialect;
  private final FlowTable flows;

  SmallCommit(Dialect dialect, FlowTable flows) {
    this.dialect = dialect;
    this.flows = flows;
  }

  /** Whether a commit is one that {@link #store} takes. */
  static boolean fitsOneTrip(PartitionCommit commit) {
    int entries = commit.submitted().size() + commit.entries().size();
    return commit.submitted().size() <= 1
        && entries >= 1
        && entries <= MOST_ENTRIES
        && commit.changed().size() <= 1
        && commit.changed().stream().allMatch(row -> hasEntry(commit, row))
        && commit.snapshots().isEmpty()
        && commit.submitted().stream().allMatch(flow -> flow.needed().isEmpty());
  }

  private static boolean hasEntry(PartitionCommit commit, FlowRow row) {
    return commit.entries().stream().anyMatch(entry -> entry.flow().equals(row.id()));
  }

  /**
   * Stores it, outside of a transaction; the definitions of its flows must be there.
   *
   * @return false, and nothing is stored, if its lease is over, if the row that it changes is not
   *     there, or if this connection has no trips that are stored whole
   */
  boolean store(Session session, PartitionCommit commit) throws SQLException {
    if (!dialect.storesTripsWhole(session)) {
      return false;
    }
    PreparedStatement statement = session.prepare(sql(commit));
    Binder binder = new Binder(statement, dialect);
    bindFence(binder, commit);
    for (NewFlow flow : commit.submitted()) {
      FlowTable.bindInsert(binder, flow.row());
    }
    for (FlowRow row : commit.changed()) {
      FlowTable.bindUpdate(binder, row);
    }
    for (JournalEntry entry : commit.allEntries()) {
      EntryTable.bind(binder, entry);
    }
    try {
      statement.execute();
      return true;
    } catch (SQLException e) {
      if (SqlState.NOT_NULL_VIOLATION.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private static void bindFence(Binder binder, PartitionCommit commit) throws SQLException {
    binder
        .number(commit.published())
        .number(commit.published())
        .text(commit.lease().owner())
        .number(commit.lease().epoch())
        .number(commit.lease().partition());
  }

  private String sql(PartitionCommit commit) {
    StringJoiner sql = new StringJoiner(";\n");
    sql.add(GUARDED_FENCE);
    if (!commit.submitted().isEmpty()) {
      sql.add(flows.insertStatement());
    }
    if (!commit.changed().isEmpty()) {
      sql.add(FlowTable.UPDATE);
    }
    List<String> values =
        commit.allEntries().stream()
            .map(
                entry ->
                    commit.changed().stream().anyMatch(row -> row.id().equals(entry.flow()))
                        ? GUARDED_VALUES
                        : EntryTable.VALUES)
            .toList();
    return sql.add(EntryTable.INSERT_INTO + String.join(", ", values)).toString();
  }
}

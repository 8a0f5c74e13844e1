package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.StringJoiner;

/**
 * Stores what one step of one flow has led to with one trip to the server, where {@link
 * WriteStatements} takes one for each kind of row: a flow that is alone waits for every one of
 * them. For databases that take several statements at once. An owner whose lease is over learns of
 * that after its statements, not before them; they are rolled back, but lock their rows until then.
 * Stateless.
 */
final class SmallCommit {

  /** That of a submission, and that of the flow's start. */
  private static final int MOST_ENTRIES = 2;

  private final Dialect dialect;
  private final FlowTable flows;

  SmallCommit(Dialect dialect, FlowTable flows) {
    this.dialect = dialect;
    this.flows = flows;
  }

  /** Whether a commit is one that {@link #store} takes. */
  static boolean isOne(PartitionCommit commit) {
    int entries = commit.submitted().size() + commit.entries().size();
    return commit.submitted().size() <= 1
        && entries >= 1
        && entries <= MOST_ENTRIES
        && commit.changed().size() <= 1
        && commit.snapshots().isEmpty()
        && commit.submitted().stream().allMatch(flow -> flow.needed().isEmpty());
  }

  /**
   * Stores it; the definitions of its flows must be there.
   *
   * @throws LeaseLostException if its lease is over
   */
  void store(Session session, PartitionCommit commit) throws SQLException {
    List<JournalEntry> entries = commit.allEntries();
    PreparedStatement statement = session.prepare(sql(commit, entries.size()));
    Binder binder = new Binder(statement, dialect);
    PartitionTable.bindFence(binder, commit);
    for (NewFlow flow : commit.submitted()) {
      FlowTable.bindInsert(binder, flow.row());
    }
    for (JournalEntry entry : entries) {
      EntryTable.bind(binder, entry);
    }
    for (FlowRow row : commit.changed()) {
      FlowTable.bindUpdate(binder, row);
    }
    statement.execute();
    if (statement.getUpdateCount() != 1) {
      throw LeaseLostException.epochOver(commit.lease());
    }
    for (int i = 0; i < commit.submitted().size() + 1; i++) {
      statement.getMoreResults();
    }
    for (FlowRow row : commit.changed()) {
      statement.getMoreResults();
      if (statement.getUpdateCount() != 1) {
        throw JournalException.noSuchRow(row.id());
      }
    }
  }

  private String sql(PartitionCommit commit, int entries) {
    StringJoiner sql = new StringJoiner(";\n");
    sql.add(PartitionTable.FENCE);
    if (!commit.submitted().isEmpty()) {
      sql.add(flows.insertStatement());
    }
    sql.add(EntryTable.INSERT + (", " + EntryTable.VALUES).repeat(entries - 1));
    if (!commit.changed().isEmpty()) {
      sql.add(FlowTable.UPDATE);
    }
    return sql.toString();
  }
}

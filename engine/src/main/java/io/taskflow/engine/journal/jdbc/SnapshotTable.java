package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.protocol.FlowId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The last snapshot of each flow that has one, which lets entries before it be deleted. Stateless.
 */
final class SnapshotTable {

  private static final String STORE =
      """
      INSERT INTO taskflow_snapshot (flow_id, seq, version, keep_from, state)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (flow_id) DO UPDATE SET seq = excluded.seq, version = excluded.version,
        keep_from = excluded.keep_from, state = excluded.state
      """;

  /** What may have to be published again is read by its position, and stays. */
  private static final String DISCARD =
      "DELETE FROM taskflow_journal WHERE flow_id = ? AND seq < ? AND position <= ?";

  private static final String OF_FLOW =
      "SELECT flow_id, seq, version, keep_from, state FROM taskflow_snapshot WHERE flow_id = ?";

  private final Dialect dialect;

  SnapshotTable(Dialect dialect) {
    this.dialect = dialect;
  }

  void store(Session session, List<PartitionCommit> commits) throws SQLException {
    for (PartitionCommit commit : commits) {
      for (SnapshotRow snapshot : commit.snapshots()) {
        store(session, snapshot, commit.published());
      }
    }
  }

  private void store(Session session, SnapshotRow snapshot, long published) throws SQLException {
    PreparedStatement store = session.prepare(STORE);
    new Binder(store, dialect)
        .text(snapshot.flow().value())
        .number(snapshot.seq())
        .number(snapshot.version())
        .number(snapshot.keepFrom())
        .text(snapshot.state());
    store.executeUpdate();
    if (snapshot.keepFrom() > 1) {
      PreparedStatement discard = session.prepare(DISCARD);
      new Binder(discard, dialect)
          .text(snapshot.flow().value())
          .number(snapshot.keepFrom())
          .number(published);
      discard.executeUpdate();
    }
  }

  Optional<SnapshotRow> ofFlow(Session session, FlowId flow) throws SQLException {
    PreparedStatement statement = session.prepare(OF_FLOW);
    new Binder(statement, dialect).text(flow.value());
    return Query.first(statement, SnapshotTable::row);
  }

  private static SnapshotRow row(ResultSet row) throws SQLException {
    return new SnapshotRow(
        new FlowId(row.getString("flow_id")),
        row.getLong("seq"),
        row.getInt("version"),
        row.getLong("keep_from"),
        row.getString("state"));
  }
}

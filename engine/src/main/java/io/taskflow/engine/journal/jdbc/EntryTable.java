package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.protocol.FlowId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The journal itself: entries are added and read, never changed. Those that a snapshot makes
 * dispensable are deleted by {@link SnapshotTable}. Stateless.
 */
final class EntryTable {

  /** The parameters of one row. */
  static final String VALUES = "(?, ?, ?, ?, ?, ?)";

  static final String INSERT_INTO =
      "INSERT INTO taskflow_journal (flow_id, seq, partition, position, at, entry) VALUES ";

  private static final String INSERT = INSERT_INTO + VALUES;

  private static final String OF_FLOW =
      """
      SELECT flow_id, seq, partition, position, at, entry FROM taskflow_journal
      WHERE flow_id = ? AND seq > ?
      ORDER BY seq
      """;

  private static final String AFTER =
      """
      SELECT flow_id, seq, partition, position, at, entry FROM taskflow_journal
      WHERE partition = ? AND position > ?
      ORDER BY position
      LIMIT ?
      """;

  private static final String BODY =
      "SELECT entry FROM taskflow_journal WHERE flow_id = ? AND seq = ?";

  private final Dialect dialect;

  EntryTable(Dialect dialect) {
    this.dialect = dialect;
  }

  void insert(Session session, List<JournalEntry> entries) throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    PreparedStatement statement = session.prepare(INSERT);
    for (JournalEntry entry : entries) {
      bind(new Binder(statement, dialect), entry);
      statement.addBatch();
    }
    statement.executeBatch();
  }

  static void bind(Binder binder, JournalEntry entry) throws SQLException {
    binder
        .text(entry.flow().value())
        .number(entry.seq())
        .number(entry.partition())
        .number(entry.position())
        .time(entry.at())
        .text(entry.body());
  }

  List<JournalEntry> ofFlow(Session session, FlowId flow, long after) throws SQLException {
    PreparedStatement statement = session.prepare(OF_FLOW);
    new Binder(statement, dialect).text(flow.value()).number(after);
    return Query.all(statement, this::entry);
  }

  List<JournalEntry> after(Session session, int partition, long position, int limit)
      throws SQLException {
    PreparedStatement statement = session.prepare(AFTER);
    new Binder(statement, dialect).number(partition).number(position).number(limit);
    return Query.all(statement, this::entry);
  }

  /** Those entries that are not stored with this body. */
  List<JournalEntry> notStored(Session session, List<JournalEntry> entries) throws SQLException {
    List<JournalEntry> others = new ArrayList<>();
    for (JournalEntry entry : entries) {
      if (!body(session, entry).equals(Optional.of(entry.body()))) {
        others.add(entry);
      }
    }
    return others;
  }

  /** The first entry in whose place there is one, whatever its body. */
  Optional<JournalEntry> firstTaken(Session session, List<JournalEntry> entries)
      throws SQLException {
    for (JournalEntry entry : entries) {
      if (body(session, entry).isPresent()) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private Optional<String> body(Session session, JournalEntry entry) throws SQLException {
    PreparedStatement statement = session.prepare(BODY);
    new Binder(statement, dialect).text(entry.flow().value()).number(entry.seq());
    return Query.first(statement, row -> row.getString("entry"));
  }

  private JournalEntry entry(ResultSet row) throws SQLException {
    return new JournalEntry(
        new FlowId(row.getString("flow_id")),
        row.getLong("seq"),
        row.getInt("partition"),
        row.getLong("position"),
        Objects.requireNonNull(dialect.time(row, "at")),
        row.getString("entry"));
  }
}

package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.protocol.Json;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** Writes the rows that lists of flows are made of. {@link FlowLists} reads them. Stateless. */
final class FlowTable {

  static final String UPDATE =
      """
      UPDATE taskflow_flow SET status = ?, changed_at = ?, next_timer = ?, attention_since = ?
      WHERE id = ?
      """;

  private static final String INSERT_NEEDED =
      "INSERT INTO taskflow_needed (hash, flow_id) VALUES (?, ?)";

  private final Dialect dialect;
  private final String insert;
  private final String insertIfNew;

  FlowTable(Dialect dialect) {
    this.dialect = dialect;
    this.insert =
        """
        INSERT INTO taskflow_flow
          (id, name, definition, partition, status, labels, submitted_at, changed_at, next_timer,
           attention_since, parent_id, parent_task)
        VALUES (?, ?, ?, ?, ?, %s, ?, ?, ?, ?, ?, ?)
        """
            .formatted(dialect.jsonParameter());
    this.insertIfNew = insert + "ON CONFLICT (id) DO NOTHING";
  }

  void insert(Session session, List<NewFlow> flows) throws SQLException {
    if (flows.isEmpty()) {
      return;
    }
    PreparedStatement statement = session.prepare(insert);
    for (NewFlow flow : flows) {
      bindInsert(new Binder(statement, dialect), flow.row());
      statement.addBatch();
    }
    statement.executeBatch();
    insertNeeded(session, flows);
  }

  /** Tells whether there was no flow of that id. */
  boolean insertIfNew(Session session, NewFlow flow) throws SQLException {
    PreparedStatement statement = session.prepare(insertIfNew);
    bindInsert(new Binder(statement, dialect), flow.row());
    boolean isNew = statement.executeUpdate() == 1;
    if (isNew) {
      insertNeeded(session, List.of(flow));
    }
    return isNew;
  }

  /** So that the definitions of flows that it may begin later are kept for it. */
  private void insertNeeded(Session session, List<NewFlow> flows) throws SQLException {
    if (flows.stream().allMatch(flow -> flow.needed().isEmpty())) {
      return;
    }
    PreparedStatement statement = session.prepare(INSERT_NEEDED);
    for (NewFlow flow : flows) {
      for (String hash : flow.needed()) {
        new Binder(statement, dialect).text(hash).text(flow.row().id().value());
        statement.addBatch();
      }
    }
    statement.executeBatch();
  }

  /** Changes what can change, in order of ids, so that two engines don't deadlock. */
  void update(Session session, List<FlowRow> changed) throws SQLException {
    if (changed.isEmpty()) {
      return;
    }
    List<FlowRow> rows = changed.stream().sorted(Comparator.comparing(FlowRow::id)).toList();
    PreparedStatement statement = session.prepare(UPDATE);
    for (FlowRow row : rows) {
      bindUpdate(new Binder(statement, dialect), row);
      statement.addBatch();
    }
    int[] counts = statement.executeBatch();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 1) {
        throw JournalException.noSuchRow(rows.get(i).id());
      }
    }
  }

  static void bindUpdate(Binder binder, FlowRow row) throws SQLException {
    binder
        .text(row.status().name())
        .time(row.changedAt())
        .time(row.nextTimer())
        .time(row.attentionSince())
        .text(row.id().value());
  }

  String insertStatement() {
    return insert;
  }

  static void bindInsert(Binder binder, FlowRow row) throws SQLException {
    FlowRow.Parent parent = row.parent();
    binder
        .text(row.id().value())
        .text(row.name())
        .text(row.definition())
        .number(row.partition())
        .text(row.status().name())
        .text(row.labels().isEmpty() ? "{}" : Json.of(row.labels()).text())
        .time(row.submittedAt())
        .time(row.changedAt())
        .time(row.nextTimer())
        .time(row.attentionSince())
        .text(parent == null ? null : parent.flow().value())
        .text(parent == null ? null : parent.task());
  }
}

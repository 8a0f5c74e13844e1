package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads rows of flows. Stateless. */
final class FlowLists {

  private static final String SELECT =
      """
      SELECT id, name, definition, partition, status, labels, submitted_at, changed_at, next_timer,
        attention_since, parent_id, parent_task
      FROM taskflow_flow
      """;

  private static final String BY_ID = SELECT + "WHERE id = ?";

  private static final String PENDING =
      SELECT
          + """
          WHERE partition = ? AND status = 'PENDING'
          ORDER BY submitted_at, id
          LIMIT ?
          """;

  private static final String WITH_TIMER =
      SELECT
          + """
          WHERE partition = ? AND next_timer IS NOT NULL
          ORDER BY next_timer, id
          """;

  private static final String WITH_ATTENTION =
      SELECT
          + """
          WHERE attention_since IS NOT NULL
          ORDER BY attention_since, id
          LIMIT ?
          """;

  private static final String WITH_ATTENTION_AFTER =
      SELECT
          + """
          WHERE attention_since IS NOT NULL AND (attention_since, id) > (?, ?)
          ORDER BY attention_since, id
          LIMIT ?
          """;

  private final Dialect dialect;

  FlowLists(Dialect dialect) {
    this.dialect = dialect;
  }

  Optional<FlowRow> byId(Session session, FlowId id) throws SQLException {
    PreparedStatement statement = session.prepare(BY_ID);
    new Binder(statement, dialect).text(id.value());
    return Query.first(statement, this::row);
  }

  List<FlowRow> pending(Session session, int partition, int limit) throws SQLException {
    PreparedStatement statement = session.prepare(PENDING);
    new Binder(statement, dialect).number(partition).number(limit);
    return Query.all(statement, this::row);
  }

  List<FlowRow> withTimer(Session session, int partition) throws SQLException {
    PreparedStatement statement = session.prepare(WITH_TIMER);
    new Binder(statement, dialect).number(partition);
    return Query.all(statement, this::row);
  }

  List<FlowRow> withAttention(Session session, AttentionQuery query) throws SQLException {
    AttentionQuery.Place after = query.after();
    PreparedStatement statement =
        session.prepare(after == null ? WITH_ATTENTION : WITH_ATTENTION_AFTER);
    Binder binder = new Binder(statement, dialect);
    if (after != null) {
      binder.time(after.since()).text(after.flow().value());
    }
    binder.number(query.limit());
    return Query.all(statement, this::row);
  }

  List<FlowRow> matching(Session session, FlowQuery query) throws SQLException {
    Condition where = where(query);
    PreparedStatement statement =
        session.prepare(
            SELECT + "WHERE " + where.sql() + " ORDER BY submitted_at DESC, id DESC LIMIT ?");
    Binder binder = new Binder(statement, dialect);
    for (String parameter : where.parameters()) {
      binder.text(parameter);
    }
    binder.number(query.limit());
    return Query.all(statement, this::row);
  }

  private Condition where(FlowQuery query) {
    List<String> conditions = new ArrayList<>(List.of("1 = 1"));
    List<String> parameters = new ArrayList<>();
    if (!query.statuses().isEmpty()) {
      conditions.add(hasStatus(query));
    }
    if (query.name() != null) {
      conditions.add("name = ?");
      parameters.add(query.name());
    }
    if (query.parent() != null) {
      conditions.add("parent_id = ?");
      parameters.add(query.parent().value());
    }
    if (query.partition() != null) {
      conditions.add("partition = CAST(? AS integer)");
      parameters.add(query.partition().toString());
    }
    if (query.before() != null) {
      conditions.add(
          "(submitted_at, id) < ((SELECT submitted_at FROM taskflow_flow WHERE id = ?), ?)");
      parameters.add(query.before().value());
      parameters.add(query.before().value());
    }
    if (!query.labels().isEmpty()) {
      Condition labels = dialect.hasLabels(query.labels());
      conditions.add(labels.sql());
      parameters.addAll(labels.parameters());
    }
    return new Condition(String.join(" AND ", conditions), parameters);
  }

  /** The second half lets the planner use the index, which leaves out the many that succeeded. */
  private static String hasStatus(FlowQuery query) {
    String names =
        query.statuses().stream()
            .sorted()
            .map(status -> "'" + status.name() + "'")
            .collect(Collectors.joining(", ", "status IN (", ")"));
    return query.statuses().contains(FlowStatus.SUCCESS)
        ? names
        : names + " AND status <> 'SUCCESS'";
  }

  private FlowRow row(ResultSet row) throws SQLException {
    return new FlowRow(
        new FlowId(row.getString("id")),
        row.getString("name"),
        row.getString("definition"),
        row.getInt("partition"),
        FlowStatus.valueOf(row.getString("status")),
        labels(row.getString("labels")),
        Objects.requireNonNull(dialect.time(row, "submitted_at")),
        Objects.requireNonNull(dialect.time(row, "changed_at")),
        dialect.time(row, "next_timer"),
        dialect.time(row, "attention_since"),
        parent(row.getString("parent_id"), row.getString("parent_task")));
  }

  private static FlowRow.@Nullable Parent parent(@Nullable String flow, @Nullable String task) {
    return flow == null || task == null ? null : new FlowRow.Parent(new FlowId(flow), task);
  }

  private static Map<String, String> labels(String json) {
    Map<String, String> labels = new TreeMap<>();
    if (Json.parse(json).toObject() instanceof Map<?, ?> members) {
      members.forEach((name, value) -> labels.put(String.valueOf(name), String.valueOf(value)));
    }
    return labels;
  }
}

package io.taskflow.worker.std.sql;

import io.taskflow.protocol.Json;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import io.taskflow.worker.std.sql.Statement.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs statements in one transaction, and others to undo what they did. */
public final class SqlTask implements StandardTask {

  private static final Parameter<String> DATABASE =
      Parameter.text("database", "one of those that the worker was started with").required();

  private static final Parameter<String> SQL =
      Parameter.text("sql", "a single statement, in place of `statements`");

  @SuppressWarnings("rawtypes")
  private static final Parameter<List<Map>> STATEMENTS =
      Parameter.mappings("statements", "each `sql` with `?` for each of its `parameters`, a list");

  private static final Parameter<Object> PARAMETERS =
      Parameter.any("parameters", "those of `sql`, a list");

  private static final Parameter<Boolean> ONCE =
      Parameter.bool(
              "once",
              "whether they run at most once a round, by a row in the table `taskflow_std_sql` that"
                  + " is written in the same transaction")
          .usually("`false`");

  @SuppressWarnings("rawtypes")
  private static final Parameter<List<Map>> REVERT =
      Parameter.mappings("revert", "statements that undo them, in one transaction");

  private final Map<String, Database> databases;

  /** For these databases by name. */
  public SqlTask(Map<String, Database> databases) {
    this.databases = new TreeMap<>(databases);
  }

  @Override
  public Manual manual() {
    return new Manual(
        "std.sql",
        "Runs SQL statements in one transaction: all or none. Addresses and passwords of databases"
            + " are settings of the worker (`--std-databases`).",
        List.of(DATABASE, SQL, PARAMETERS, STATEMENTS, ONCE, REVERT),
        "`rows` of the last query, up to 1,000, by column; `changed`, how many rows were changed in"
            + " all",
        "runs `revert`, if there is one and execute succeeded; what failed was rolled back, unless a"
            + " worker was lost in the middle",
        "runs them again, unless `once`: then it returns what it returned before");
  }

  @Override
  public Object execute(TaskContext context) throws SQLException {
    List<Statement> statements =
        SQL.find(context)
            .map(sql -> List.of(single(context, sql)))
            .orElseGet(() -> STATEMENTS.of(context).stream().map(Statement::of).toList());
    // What can't be undone is not begun.
    revertStatements(context);
    boolean once = ONCE.or(context, false);
    return inTransaction(context, statements, once ? new OnceTable(context.executionKey()) : null);
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws SQLException {
    if (context.failed()) {
      return null;
    }
    List<Statement> statements = revertStatements(context);
    return statements.isEmpty() ? null : inTransaction(context, statements, null);
  }

  private static List<Statement> revertStatements(TaskContext context) {
    return REVERT.or(context, List.of()).stream().map(Statement::of).toList();
  }

  private static Statement single(TaskContext context, String sql) {
    return Statement.of(
        Map.of(SQL.name(), sql, PARAMETERS.name(), PARAMETERS.find(context).orElse(List.of())));
  }

  private Json inTransaction(
      TaskContext context, List<Statement> statements, @Nullable OnceTable once)
      throws SQLException {
    String name = DATABASE.of(context);
    Database database = databases.get(name);
    if (database == null) {
      throw new TaskFailure(
              "this worker knows no database '%s', only %s".formatted(name, databases.keySet()))
          .retryable(false);
    }
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      try {
        Json result = run(connection, statements, once);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLNonTransientException e) {
      throw new TaskFailure("database '%s': %s".formatted(name, e.getMessage()), e)
          .retryable(false);
    }
  }

  private static Json run(
      Connection connection, List<Statement> statements, @Nullable OnceTable once)
      throws SQLException {
    Json before = once == null ? null : once.result(connection);
    if (before != null) {
      return before;
    }
    List<Map<String, @Nullable Object>> rows = List.of();
    int changed = 0;
    for (Statement statement : statements) {
      Outcome outcome = statement.run(connection);
      rows = outcome.rows() == null ? rows : outcome.rows();
      changed += outcome.changed();
    }
    Json result = Json.of(Map.of("rows", rows, "changed", changed));
    if (once != null) {
      once.done(connection, result);
    }
    return result;
  }
}

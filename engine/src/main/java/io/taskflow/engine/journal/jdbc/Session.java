package io.taskflow.engine.journal.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connection with its prepared statements, which live as long as it. Owned by the thread that
 * borrowed it from {@link Sessions}.
 */
final class Session implements AutoCloseable {

  /** Lists with unusual filters must not pile up statements. */
  private static final int MAX_STATEMENTS = 64;

  private final Connection connection;
  private final long openedAt;

  /** In the order of last use. */
  private final Map<String, PreparedStatement> statements =
      new LinkedHashMap<>(MAX_STATEMENTS, 0.75f, true);

  /**
   * Takes the connection over.
   *
   * @param openedAt nanoseconds of the clock of those who lend it
   */
  Session(Connection connection, long openedAt) {
    this.connection = connection;
    this.openedAt = openedAt;
  }

  Connection connection() {
    return connection;
  }

  long openedAt() {
    return openedAt;
  }

  /** The statement for this SQL; its parameters may still be those of the last use. */
  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known != null) {
      known.clearBatch(); // of a use that failed before it executed
      return known;
    }
    if (statements.size() == MAX_STATEMENTS) {
      var oldest = statements.entrySet().iterator();
      oldest.next().getValue().close();
      oldest.remove();
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    statements.put(sql, statement);
    return statement;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

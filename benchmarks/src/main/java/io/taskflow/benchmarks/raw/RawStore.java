package io.taskflow.benchmarks.raw;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** One table; every write is one transaction that waits for the disk. Not thread-safe. */
final class RawStore implements AutoCloseable {

  /** One reply. */
  record Row(String flow, long seq, String entry) {}

  private final Connection connection;
  private final PreparedStatement insert;
  private long position;
  private long commits;
  private long rows;

  private RawStore(Connection connection, PreparedStatement insert) {
    this.connection = connection;
    this.insert = insert;
  }

  /**
   * Opens a database, and makes the table anew.
   *
   * @param jdbcUrl of PostgreSQL, which commits as it is configured, or SQLite, which is set to WAL
   *     and FULL
   */
  static RawStore open(String jdbcUrl) throws SQLException {
    boolean sqlite = jdbcUrl.startsWith("jdbc:sqlite:");
    Connection connection =
        DriverManager.getConnection(sqlite ? jdbcUrl : jdbcUrl + "&reWriteBatchedInserts=true");
    try (Statement statement = connection.createStatement()) {
      if (sqlite) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
      }
      statement.execute("DROP TABLE IF EXISTS raw_journal");
      statement.execute(
          "CREATE TABLE raw_journal (flow text, seq bigint, position bigint, entry text,"
              + " PRIMARY KEY (flow, seq))");
    }
    connection.setAutoCommit(false);
    return new RawStore(
        connection,
        connection.prepareStatement(
            "INSERT INTO raw_journal (flow, seq, position, entry) VALUES (?, ?, ?, ?)"));
  }

  /** Returns when the rows are durable. */
  void write(List<Row> written) throws SQLException {
    for (Row row : written) {
      insert.setString(1, row.flow());
      insert.setLong(2, row.seq());
      insert.setLong(3, position++);
      insert.setString(4, row.entry());
      insert.addBatch();
    }
    insert.executeBatch();
    connection.commit();
    commits++;
    rows += written.size();
  }

  long commits() {
    return commits;
  }

  long rows() {
    return rows;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

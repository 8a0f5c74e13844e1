package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.JournalException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The number of partitions, which the first use of a database fixes for ever. */
final class Partitions {

  private static final int DEFAULT = 8;
  private static final int MAX = 1_024;
  private static final String KEY = "partitions";

  private static final String INSERT_COUNT =
      """
      INSERT INTO taskflow_installation (key, value) VALUES (?, ?)
      ON CONFLICT (key) DO NOTHING
      """;

  private static final String INSERT_PARTITION =
      """
      INSERT INTO taskflow_partition (partition, epoch, published) VALUES (?, 0, 0)
      ON CONFLICT (partition) DO NOTHING
      """;

  private Partitions() {}

  static void requireValid(@Nullable Integer count) {
    if (count != null && (count < 1 || count > MAX)) {
      throw new IllegalArgumentException(
          "partitions must be from 1 to " + MAX + ", but is " + count);
    }
  }

  /**
   * Fixes the number if this is the first use, and tells it.
   *
   * @throws JournalException if it is fixed to another one than wished
   */
  static int fix(Session session, Dialect dialect, @Nullable Integer wish) throws SQLException {
    PreparedStatement insert = session.prepare(INSERT_COUNT);
    String first = String.valueOf(wish == null ? DEFAULT : wish);
    new Binder(insert, dialect).text(KEY).text(first);
    boolean fresh = insert.executeUpdate() == 1;
    int count = count(session, dialect);
    if (wish != null && wish != count) {
      throw new JournalException(
          "this journal has "
              + count
              + " partitions, but "
              + wish
              + " are asked for. The number is fixed when a database is first used, because it"
              + " decides where each flow belongs: ask for "
              + count
              + " or for none, or use a new database",
          null);
    }
    if (fresh) {
      insertPartitions(session, dialect, count);
    }
    return count;
  }

  private static int count(Session session, Dialect dialect) throws SQLException {
    PreparedStatement select =
        session.prepare("SELECT value FROM taskflow_installation WHERE key = ?");
    new Binder(select, dialect).text(KEY);
    return Query.first(select, row -> Integer.parseInt(row.getString("value"))).orElseThrow();
  }

  private static void insertPartitions(Session session, Dialect dialect, int count)
      throws SQLException {
    PreparedStatement insert = session.prepare(INSERT_PARTITION);
    for (int partition = 0; partition < count; partition++) {
      new Binder(insert, dialect).number(partition);
      insert.addBatch();
    }
    insert.executeBatch();
  }
}

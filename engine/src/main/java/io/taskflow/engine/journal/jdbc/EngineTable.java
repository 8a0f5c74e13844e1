package io.taskflow.engine.journal.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Which engines have been heard of, and when. Stateless. */
final class EngineTable {

  /** Engines that died are not kept for ever: each has a name of its own. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  private final Dialect dialect;
  private final String upsert;

  EngineTable(Dialect dialect) {
    this.dialect = dialect;
    this.upsert =
        """
        INSERT INTO taskflow_engine (name, seen_at) VALUES (?, %s)
        ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
        """
            .formatted(dialect.now());
  }

  void seen(Session session, String engine) throws SQLException {
    PreparedStatement statement = session.prepare(upsert);
    new Binder(statement, dialect).text(engine);
    statement.executeUpdate();
  }

  List<String> seenSince(Session session, Instant time) throws SQLException {
    PreparedStatement statement =
        session.prepare("SELECT name FROM taskflow_engine WHERE seen_at >= ? ORDER BY name");
    new Binder(statement, dialect).time(time);
    return Query.all(statement, row -> row.getString("name"));
  }

  void forgetOld(Session session, Instant now) throws SQLException {
    PreparedStatement statement = session.prepare("DELETE FROM taskflow_engine WHERE seen_at < ?");
    new Binder(statement, dialect).time(now.minus(FORGOTTEN_AFTER));
    statement.executeUpdate();
  }

  void remove(Session session, String engine) throws SQLException {
    PreparedStatement statement = session.prepare("DELETE FROM taskflow_engine WHERE name = ?");
    new Binder(statement, dialect).text(engine);
    statement.executeUpdate();
  }

  /** The time by the clock that leases go by. */
  Instant now(Session session) throws SQLException {
    PreparedStatement statement = session.prepare("SELECT " + dialect.now() + " AS now");
    return Query.first(statement, row -> Objects.requireNonNull(dialect.time(row, "now")))
        .orElseThrow();
  }
}

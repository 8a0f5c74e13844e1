package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.NewFlow;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Flow definitions by their hash; one is stored once and never changes. Remembers which ones are
 * there, so that the thousandth flow of a definition doesn't send it again. Thread-safe.
 */
final class DefinitionTable {

  private static final int MAX_REMEMBERED = 10_000;

  private final Dialect dialect;
  private final Set<String> stored = ConcurrentHashMap.newKeySet();
  private final String insert;

  DefinitionTable(Dialect dialect) {
    this.dialect = dialect;
    this.insert =
        """
        INSERT INTO taskflow_definition (hash, body, created_at)
        VALUES (?, ?, %s)
        ON CONFLICT (hash) DO NOTHING
        """
            .formatted(dialect.now());
  }

  /** Whether all definitions of these flows are known to be there. */
  boolean remembers(Collection<NewFlow> flows) {
    return flows.stream().allMatch(flow -> stored.containsAll(flow.definitions().keySet()));
  }

  /** Inserts those that are new, in order of their hashes, so that two engines don't deadlock. */
  void insert(Session session, Collection<NewFlow> flows) throws SQLException {
    TreeMap<String, String> bodies = new TreeMap<>();
    for (NewFlow flow : flows) {
      flow.definitions()
          .forEach(
              (hash, body) -> {
                if (!stored.contains(hash)) {
                  bodies.put(hash, body);
                }
              });
    }
    if (bodies.isEmpty()) {
      return;
    }
    PreparedStatement statement = session.prepare(insert);
    for (var definition : bodies.entrySet()) {
      new Binder(statement, dialect).text(definition.getKey()).text(definition.getValue());
      statement.addBatch();
    }
    statement.executeBatch();
  }

  /** To be called when the transaction is durable. */
  void remember(Collection<NewFlow> flows) {
    if (stored.size() > MAX_REMEMBERED) {
      stored.clear();
    }
    flows.forEach(flow -> stored.addAll(flow.definitions().keySet()));
  }

  /** Some may not be there any more; those that are needed are inserted again. */
  void forgetAll() {
    stored.clear();
  }

  Optional<String> body(Session session, String hash) throws SQLException {
    PreparedStatement statement =
        session.prepare("SELECT body FROM taskflow_definition WHERE hash = ?");
    new Binder(statement, dialect).text(hash);
    return Query.first(statement, row -> row.getString("body"));
  }
}

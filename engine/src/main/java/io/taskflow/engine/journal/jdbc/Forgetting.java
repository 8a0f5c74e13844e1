package io.taskflow.engine.journal.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/**
 * Deletes flows that ended long ago. The conditions are checked again while the rows are deleted:
 * one that is run again at this moment stays. A child goes after its parent, which may yet revert
 * it. Stateless.
 */
final class Forgetting {

  private static final String FORGETTABLE =
      """
      status IN ('SUCCESS', 'REVERTED', 'FAILURE') AND attention_since IS NULL AND changed_at < ?
      """;

  private static final String ROWS =
      """
      DELETE FROM taskflow_flow
      WHERE id IN (
        SELECT f.id FROM taskflow_flow f
        WHERE %1$s AND NOT EXISTS (
          SELECT 1 FROM taskflow_journal j JOIN taskflow_partition p ON p.partition = j.partition
          WHERE j.flow_id = f.id AND j.position > p.published)
          AND NOT EXISTS (SELECT 1 FROM taskflow_flow parent WHERE parent.id = f.parent_id)
        ORDER BY f.changed_at, f.id
        LIMIT ?)
        AND %1$s
      RETURNING id, definition
      """
          .formatted(FORGETTABLE);

  private static final String ENTRIES = "DELETE FROM taskflow_journal WHERE flow_id = ?";

  private static final String SNAPSHOTS = "DELETE FROM taskflow_snapshot WHERE flow_id = ?";

  private static final String NEEDED =
      "DELETE FROM taskflow_needed WHERE flow_id = ? RETURNING hash";

  private static final String DEFINITION =
      """
      DELETE FROM taskflow_definition
      WHERE hash = ? AND NOT EXISTS (SELECT 1 FROM taskflow_flow WHERE definition = ?)
        AND NOT EXISTS (SELECT 1 FROM taskflow_needed WHERE hash = ?)
      """;

  private final Dialect dialect;
  private final DefinitionTable definitions;

  Forgetting(Dialect dialect, DefinitionTable definitions) {
    this.dialect = dialect;
    this.definitions = definitions;
  }

  private record Forgotten(String id, String definition) {}

  int forget(Session session, Instant endedBefore, int limit) throws SQLException {
    PreparedStatement rows = session.prepare(ROWS);
    new Binder(rows, dialect).time(endedBefore).number(limit).time(endedBefore);
    List<Forgotten> forgotten =
        Query.all(rows, row -> new Forgotten(row.getString("id"), row.getString("definition")));
    if (forgotten.isEmpty()) {
      return 0;
    }
    PreparedStatement entries = session.prepare(ENTRIES);
    PreparedStatement snapshots = session.prepare(SNAPSHOTS);
    TreeSet<String> hashes = new TreeSet<>();
    for (Forgotten flow : forgotten) {
      new Binder(entries, dialect).text(flow.id());
      entries.addBatch();
      new Binder(snapshots, dialect).text(flow.id());
      snapshots.addBatch();
      hashes.add(flow.definition());
      PreparedStatement needed = session.prepare(NEEDED);
      new Binder(needed, dialect).text(flow.id());
      hashes.addAll(Query.all(needed, row -> row.getString("hash")));
    }
    entries.executeBatch();
    snapshots.executeBatch();
    // Before they go: who finds them missing later must not believe that they are there.
    definitions.forgetAll();
    PreparedStatement definition = session.prepare(DEFINITION);
    for (String hash : hashes) {
      new Binder(definition, dialect).text(hash).text(hash).text(hash);
      definition.addBatch();
    }
    definition.executeBatch();
    return forgotten.size();
  }
}

package io.taskflow.controller.std;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.controller.local.LocalRun.Outcome;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Json;
import io.taskflow.worker.std.StandardTasks;
import io.taskflow.worker.std.sql.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code std.sql} does to a database, in one transaction. */
class SqlTaskTest {

  @TempDir private Path directory;

  @BeforeEach
  void createTable() throws Exception {
    Outcome outcome =
        run(
            """
              - task: a
                type: std.sql
                with: {database: shop, sql: "CREATE TABLE t (id INT, name TEXT)"}
            """);
    assertThat(outcome.failureReport()).isEmpty();
  }

  private Outcome run(String tasks) throws Exception {
    Database shop = new Database("jdbc:sqlite:" + directory.resolve("shop.db"), "", "");
    return StandardRun.run(
        StandardTasks.harmless().withDatabases(Map.of("shop", shop)),
        "linear: f\ntasks:\n" + tasks,
        Map.of());
  }

  private Json rows() throws Exception {
    Outcome outcome =
        run(
            "  - {task: q, type: std.sql, with: {database: shop, sql: SELECT id FROM t ORDER BY id},"
                + " provides: {keys: [rows]}}\n");
    return outcome.result().values().get("rows");
  }

  @Test
  void statementsRunTogetherOrNotAtAll() throws Exception {
    Outcome good =
        run(
            """
              - task: a
                type: std.sql
                with:
                  database: shop
                  statements:
                    - {sql: "INSERT INTO t VALUES (?, ?)", parameters: [1, one]}
                    - {sql: "INSERT INTO t VALUES (?, ?)", parameters: [2, null]}
                provides: {keys: [changed]}
            """);
    assertThat(good.failureReport()).isEmpty();
    assertThat(good.result().values().get("changed")).isEqualTo(Json.of(2));
    Outcome bad =
        run(
            """
              - task: a
                type: std.sql
                with:
                  database: shop
                  statements:
                    - {sql: "INSERT INTO t VALUES (3, 'three')"}
                    - {sql: INSERT INTO nowhere VALUES (4)}
            """);
    assertThat(bad.result().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(StandardRun.failure(bad)).contains("nowhere");
    assertThat(rows()).isEqualTo(Json.of(List.of(Map.of("id", 1), Map.of("id", 2))));
  }

  @Test
  void whatWasDoneIsReverted() throws Exception {
    Outcome outcome =
        run(
            """
              - task: a
                type: std.sql
                with:
                  database: shop
                  sql: INSERT INTO t VALUES (1, 'one')
                  once: true
                  revert: [{sql: DELETE FROM t WHERE id = ?, parameters: [1]}]
              - {task: fail, type: std.fail}
            """);
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(rows()).isEqualTo(Json.of(List.of()));
  }

  @Test
  void aDatabaseThatTheWorkerDoesNotKnowIsNamed() throws Exception {
    Outcome outcome = run("  - {task: a, type: std.sql, with: {database: bank, sql: SELECT 1}}\n");
    assertThat(StandardRun.failure(outcome))
        .contains("this worker knows no database 'bank', only [shop]");
  }
}

package io.taskflow.controller.std;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Json;
import io.taskflow.worker.Task;
import io.taskflow.worker.std.StandardTasks;
import io.taskflow.worker.std.sql.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same request again, after a worker was lost with it, does no harm; nor does its revert. */
class RepeatedTasksTest {

  @TempDir private Path root;

  private Task task(String type) {
    Database shop = new Database("jdbc:sqlite:" + root.resolve("shop.db"), "", "");
    return StandardTasks.harmless()
        .withFiles(root)
        .withDatabases(Map.of("shop", shop))
        .tasks()
        .stream()
        .filter(definition -> definition.type().equals(type))
        .findFirst()
        .orElseThrow()
        .supplier()
        .get();
  }

  @Test
  void aFileThatIsWrittenTwiceIsRevertedToWhatItWasAtFirst() throws Exception {
    Path file = Files.writeString(root.resolve("page"), "old");
    Context context = Context.of(Map.of("path", "page", "content", "new"));
    Task write = task("std.file.write");
    write.execute(context);
    write.execute(context);
    assertThat(file).hasContent("new");
    write.revert(context);
    assertThat(file).hasContent("old");
    write.revert(context);
    assertThat(file).hasContent("old");
  }

  @Test
  void aFileThatWasNotThereIsNotThereAfterTheRevert() throws Exception {
    Context context = Context.of(Map.of("path", "a/page", "content", "new"));
    Task write = task("std.file.write");
    write.revert(context);
    write.execute(context);
    write.execute(context);
    write.revert(context);
    write.revert(context);
    assertThat(root.resolve("a/page")).doesNotExist();
  }

  @Test
  void aFileIsMovedOnceAndBackOnce() throws Exception {
    Path from = Files.writeString(root.resolve("from"), "moved");
    Path to = Files.writeString(root.resolve("to"), "was there");
    Context context = Context.of(Map.of("from", "from", "to", "to"));
    Task move = task("std.file.move");
    move.execute(context);
    move.execute(context);
    assertThat(from).doesNotExist();
    assertThat(to).hasContent("moved");
    move.revert(context);
    assertThat(from).hasContent("moved");
    assertThat(to).hasContent("was there");
    move.revert(context);
    assertThat(from).hasContent("moved");
    assertThat(to).hasContent("was there");
  }

  @Test
  void aDeletedFileComesBack() throws Exception {
    Path file = Files.writeString(root.resolve("page"), "old");
    Context context = Context.of(Map.of("path", "page"));
    Task delete = task("std.file.delete");
    assertThat(delete.execute(context)).isEqualTo(true);
    delete.execute(context);
    delete.revert(context);
    assertThat(file).hasContent("old");
  }

  @Test
  void statementsThatAreToRunOnceDo() throws Exception {
    Task sql = task("std.sql");
    sql.execute(Context.of(Map.of("database", "shop", "sql", "CREATE TABLE t (id INT)")));
    Context once =
        Context.of(Map.of("database", "shop", "sql", "INSERT INTO t VALUES (1)", "once", true));
    Object first = sql.execute(once);
    assertThat(sql.execute(once)).isEqualTo(first);
    assertThat(Json.of(first).member("changed")).isEqualTo(Json.of(1));
    Object rows =
        sql.execute(Context.of(Map.of("database", "shop", "sql", "SELECT COUNT(*) AS n FROM t")));
    assertThat(Json.of(rows).member("rows")).isEqualTo(Json.parse("[{\"n\":1}]"));
  }
}

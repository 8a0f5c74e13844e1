package io.taskflow.controller.std;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.controller.local.LocalRun.Outcome;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Json;
import io.taskflow.worker.std.StandardTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the file tasks do, and that nothing of it is left when they are reverted. */
class FileTasksTest {

  private static final String ALL =
      """
      linear: f
      outputs: [text, deleted]
      tasks:
        - {task: new, type: std.file.write, with: {path: a/new.txt, content: new}}
        - {task: over, type: std.file.write, with: {path: old.txt, content: over}}
        - {task: copy, type: std.file.copy, with: {from: old.txt, to: b/copy.txt}}
        - {task: move, type: std.file.move, with: {from: a/new.txt, to: moved.txt}}
        - {task: delete, type: std.file.delete, with: {path: gone.txt}, provides: deleted}
        - {task: read, type: std.file.read, with: {path: moved.txt}, provides: text}
      """;

  @TempDir private Path root;

  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(root.resolve("old.txt"), "old");
    Files.writeString(root.resolve("moved.txt"), "was there");
    Files.writeString(root.resolve("gone.txt"), "gone");
  }

  private Outcome run(String yaml) throws Exception {
    return run(root, yaml);
  }

  private static Outcome run(Path directory, String yaml) throws Exception {
    return StandardRun.run(StandardTasks.harmless().withFiles(directory), yaml, Map.of());
  }

  private SortedMap<String, String> files() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (!name.startsWith(".taskflow-kept")) {
          files.put(name, Files.readString(file));
        }
      }
    }
    return files;
  }

  @Test
  void filesAreWrittenCopiedMovedAndDeleted() throws Exception {
    Outcome outcome = run(ALL);
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(outcome.outputs())
        .containsEntry("text", Json.of("new"))
        .containsEntry("deleted", Json.of(true));
    assertThat(files())
        .isEqualTo(Map.of("old.txt", "over", "b/copy.txt", "over", "moved.txt", "new"));
  }

  @Test
  void allOfItIsReverted() throws Exception {
    SortedMap<String, String> before = files();
    Outcome outcome = run(ALL + "  - {task: fail, type: std.fail}\n");
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../out.txt",
        "/etc/passwd",
        "a/../../out.txt",
        ".",
        "link/out.txt",
        ".taskflow-kept/x"
      })
  void nothingOutsideIsReached(String path) throws Exception {
    Path inside = Files.createDirectory(root.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("link"), root);
    Outcome outcome =
        run(
            inside,
            "linear: f\ntasks:\n  - {task: a, type: std.file.write, with: {path: \"%s\", content: x}}\n"
                .formatted(path));
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(StandardRun.failure(outcome)).contains("is not below the directory");
  }
}

package io.taskflow.worker.std;

import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.sql.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The manual of all built-in tasks as one document in Markdown. */
public final class ManualDocument {

  private static final String HEAD =
      """
      # Built-in tasks

      <!-- Made from the code, and compared with it by a test: change the manuals of the tasks, not this file. -->

      A worker offers them with `--std`; those that reach into its machine with `--std-shell`, `--std-files DIRECTORY` and
      `--std-databases FILE` only, because who can start flows could do anything there. In Java: `StandardTasks`.

      Arguments are given by `with`, `requires` or `inject`; a secret is a reference, `{"$secret": "name"}`, that the worker resolves.
      A failure is followed by other attempts if the task has a policy (`attempts`) and the failure is retryable: wrong arguments are not.
      All are version 1.0.

      %s

      """;

  private ManualDocument() {}

  /** The text of the document. */
  public static String text() {
    List<Manual> manuals =
        StandardTasks.harmless()
            .withShell()
            .withFiles(Path.of("/"))
            .withDatabases(Map.of("any", new Database("jdbc:any", "", "")))
            .manuals();
    String list =
        manuals.stream()
            .map(Manual::type)
            .map(type -> "[`%s`](#%s)".formatted(type, type.replace(".", "")))
            .collect(Collectors.joining(" · "));
    return HEAD.formatted(list)
        + manuals.stream().map(Manual::section).collect(Collectors.joining("\n"));
  }
}

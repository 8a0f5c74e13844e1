package io.taskflow.controller;

import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.std.StandardTasks;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which built-in tasks there are for a flow that is run here. */
final class TaskOptions {

  @Option(
      names = "--std-shell",
      description = "Allow std.shell: the flow can run any program here.")
  private boolean shell;

  @Option(
      names = "--std-files",
      paramLabel = "DIRECTORY",
      description = "Allow std.file.*, for files below this directory.")
  private @Nullable Path files;

  /** Whether tasks are allowed that are not so anyway. */
  boolean allowsMore() {
    return shell || files != null;
  }

  StandardTasks tasks() {
    StandardTasks tasks = StandardTasks.harmless();
    if (shell) {
      tasks = tasks.withShell();
    }
    return files == null ? tasks : tasks.withFiles(files);
  }

  Set<String> types() {
    Set<String> types = new TreeSet<>();
    tasks().tasks().stream().map(TaskDefinition::type).forEach(types::add);
    return types;
  }
}

package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;

import io.taskflow.worker.process.TaskJarBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Holds tasks of other processes until a file is there, and knows which processes have come. */
final class FileGate {

  /** The type of the task that waits at a gate and returns its process id. */
  static final String TASK = "gate.wait";

  private static final String SOURCE =
      """
      package sample;
      import io.taskflow.worker.*;
      import java.nio.file.*;
      public final class Provider implements TaskProvider {
        @Override public java.util.List<TaskDefinition> tasks() {
          return java.util.List.of(TaskDefinition.of("gate.wait", () -> new Waiter()));
        }
        static final class Waiter implements Task {
          @Override public Object execute(TaskContext context) throws Exception {
            Path gate = Path.of(context.argument("gate", String.class));
            long pid = ProcessHandle.current().pid();
            Files.createFile(gate.resolve("came-" + pid + "-" + System.nanoTime()));
            try (WatchService watch = gate.getFileSystem().newWatchService()) {
              gate.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
              while (!Files.exists(gate.resolve("open"))) {
                watch.take().reset();
              }
            }
            return pid;
          }
        }
      }
      """;

  private final Path directory;

  FileGate(Path parent) throws IOException {
    directory = Files.createTempDirectory(parent, "gate");
  }

  /** Makes the jar with the task. */
  static Path jar(Path directory) throws IOException {
    return TaskJarBuilder.jar(directory, "gate.jar", SOURCE);
  }

  /** A request for the task that waits here. */
  Requests request() {
    return Requests.execute(TASK).argument("gate", directory.toString());
  }

  void awaitComing(int count) {
    await("somebody at the gate")
        .atMost(Duration.ofSeconds(60))
        .until(() -> came().size() >= count);
  }

  List<Path> came() throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("came-")).toList();
    }
  }

  void open() throws IOException {
    Files.createFile(directory.resolve("open"));
  }
}

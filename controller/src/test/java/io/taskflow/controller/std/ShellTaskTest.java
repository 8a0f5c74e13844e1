package io.taskflow.controller.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.controller.local.LocalRun.Outcome;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Json;
import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.std.StandardTasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code std.shell} runs, and what becomes of it. */
class ShellTaskTest {

  @TempDir private Path directory;

  private Outcome run(String tasks) throws Exception {
    return StandardRun.run(
        StandardTasks.harmless().withShell(),
        "linear: f\ninputs: {dir: string}\ntasks:\n" + tasks,
        Map.of("dir", Json.of(directory.toString())));
  }

  @Test
  void itIsOffUnlessItIsAllowed() {
    assertThat(StandardTasks.harmless().tasks())
        .extracting(TaskDefinition::type)
        .doesNotContain("std.shell", "std.sql")
        .noneMatch(type -> type.startsWith("std.file"));
  }

  @Test
  void aProgramGetsItsArgumentsAsTheyAre() throws Exception {
    Outcome outcome =
        run(
            """
              - task: a
                type: std.shell
                with: {program: printf, arguments: ["%s|", "a b", "$HOME; ls"]}
                provides: {keys: [status, output]}
            """);
    assertThat(outcome.result().values())
        .containsEntry("status", Json.of(0))
        .containsEntry("output", Json.of("a b|$HOME; ls|"));
  }

  @Test
  void aProgramReadsItsInput() throws Exception {
    Outcome outcome =
        run(
            """
              - task: a
                type: std.shell
                with: {program: cat, input: what it reads}
                provides: {keys: [output]}
            """);
    assertThat(outcome.result().values()).containsEntry("output", Json.of("what it reads"));
  }

  @Test
  void itSeesNothingOfTheWorkersEnvironmentButThePath() throws Exception {
    Outcome outcome =
        run(
            """
              - task: a
                type: std.shell
                with: {program: env, environment: {COLOUR: blue}}
                provides: {keys: [output]}
            """);
    assertThat(outcome.result().values().get("output").as(String.class).lines().toList())
        .contains("COLOUR=blue")
        .anyMatch(line -> line.startsWith("TASKFLOW_EXECUTION_KEY="))
        .allMatch(line -> line.matches("(COLOUR|TASKFLOW_EXECUTION_KEY|PATH|HOME|LANG)=.*"));
  }

  @Test
  void whatItDidIsRevertedByItsRevertProgram() throws Exception {
    Outcome outcome =
        run(
            """
              - task: a
                type: std.shell
                with:
                  directory: $dir
                  program: touch
                  arguments: [made]
                  revert: {program: mv, arguments: [made, undone]}
              - {task: fail, type: std.shell, with: {program: ls, arguments: [/no/such/file]}}
            """);
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(StandardRun.failure(outcome))
        .contains("the program 'ls' ended with status", "but [0] was expected", "/no/such/file");
    assertThat(directory.resolve("undone")).exists();
    assertThat(directory.resolve("made")).doesNotExist();
  }

  @Test
  void aProgramThatTakesTooLongIsEndedWithWhatItStarted() throws Exception {
    Outcome outcome =
        run(
            """
              - task: a
                type: std.shell
                startToClose: 300ms
                with:
                  directory: $dir
                  program: sh
                  arguments: ["-c", "sleep 600 & echo $! > child; wait"]
            """);
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.REVERTED);
    Path child = directory.resolve("child");
    if (Files.exists(child)) {
      long pid = Long.parseLong(Files.readString(child).strip());
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
  }
}

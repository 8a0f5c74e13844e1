package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.controller.TutorialTest.Shown;
import io.taskflow.controller.site.BrokerAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first hour: "taskflow dev --local" in one terminal, the tutorial in another one. */
class NewUserTest {

  @TempDir private Path directory;

  @Test
  void theTutorialRunsAtTheInstallationForDeveloping() throws Exception {
    Path work = directory.resolve("work");
    Path own = directory.resolve("own");
    Files.createDirectory(work);
    try (Program dev =
        Program.start(
            "dev", "--local", "--directory", own.toString(), "--std-files", work.toString())) {
      dev.awaitShown("export TASKFLOW_SETTINGS=" + own.resolve("settings.properties"), "ready in");
      Settings settings =
          Settings.read(Map.of("TASKFLOW_SETTINGS", own.resolve("settings.properties").toString()));
      List<Shown> commands =
          TutorialTest.commands().stream().filter(s -> s.command().startsWith("run ")).toList();
      assertThat(commands).hasSizeGreaterThanOrEqualTo(10);
      for (Shown shown : commands) {
        String[] words =
            shown
                .command()
                .replace(" --local", "")
                .replace(" --std-files $work", "")
                .replace("$work", work.toString())
                .split(" ");
        Terminal terminal = Terminal.run(BrokerAccess.amqp(), settings, words);
        assertThat(terminal.err()).as(shown.command()).isEmpty();
        assertThat(terminal.out().lines().toList())
            .as(shown.command())
            .containsAll(
                shown.lines().stream()
                    .filter(line -> line.startsWith("flow '") || line.contains("  =  "))
                    .toList());
      }
      Terminal files =
          Terminal.run(
              BrokerAccess.amqp(),
              settings,
              "run",
              "examples/flows/tutorial/01-hello.yaml",
              "--std-files",
              work.toString());
      assertThat(files.status()).isEqualTo(ExitCode.USAGE);
      assertThat(files.err()).contains("are for --local");
      Terminal suspend = Terminal.run(BrokerAccess.amqp(), settings, "suspend", "x");
      assertThat(suspend.status()).isEqualTo(ExitCode.USAGE);
      assertThat(suspend.err()).contains("'taskflow dev' without --local starts one");
      dev.terminate();
      assertThat(dev.end()).as(dev.shown()).isEqualTo(ExitCode.DONE);
      assertThat(dev.coloured()).isEqualTo(dev.shown());
      assertThat(own.resolve("settings.properties")).doesNotExist();
      assertThat(own.resolve("flows.db")).exists();
    }
  }
}

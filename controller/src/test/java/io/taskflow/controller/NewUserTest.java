package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
      dev.awaitReady();
      assertThat(dev.shown())
          .contains("export TASKFLOW_SETTINGS=" + own.resolve("settings.properties"));
      assertThat(dev.ownStart()).as(dev.shown()).isLessThan(Program.START_LIMIT);
      OtherTerminal other = OtherTerminal.of(own.resolve("settings.properties"));
      TutorialTest.runAll(other.settings(), work);
      other.steer(OtherTerminal.parked(directory));
      String hello = "examples/flows/tutorial/01-hello.yaml";
      assertThat(other.run(ExitCode.USAGE, "run", hello, "--std-files", work.toString()))
          .contains("are for --local");
      assertThat(other.run(ExitCode.USAGE, "topology", "apply"))
          .contains("'taskflow dev' without --local starts one");
      dev.terminate();
      assertThat(dev.end()).as(dev.shown()).isEqualTo(ExitCode.DONE);
      assertThat(dev.coloured()).isEqualTo(dev.shown());
      assertThat(own.resolve("settings.properties")).doesNotExist();
      assertThat(own.resolve("flows.db")).exists();
      assertThat(other.run(ExitCode.UNREACHABLE, "workers"))
          .contains(
              "the broker of 'taskflow dev --local' can't be reached", "is it still running?");
    }
  }
}

package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installation for developing with its private RabbitMQ, and the verbs that need a broker. */
class DevOnRabbitTest {

  @TempDir private Path directory;

  @Test
  void everyVerbReachesTheEngineThroughTheBroker() throws Exception {
    Process available =
        new ProcessBuilder(
                "/bin/bash",
                Terminal.ROOT.resolve("deploy/rabbitmq/private-node.sh").toString(),
                "available")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(available.waitFor() == 0, "skipped: there is no program rabbitmq-server");
    Path parked = OtherTerminal.parked(directory);
    Path own = directory.resolve("own");
    Path work = Files.createDirectory(directory.resolve("work"));
    OtherTerminal other;
    try (Program dev =
        Program.start(
            "dev",
            "--broker",
            "program",
            "--directory",
            own.toString(),
            "--std-files",
            work.toString())) {
      dev.awaitReady();
      assertThat(dev.shown()).contains("export TASKFLOW_SETTINGS=", "until RabbitMQ was there");
      assertThat(dev.ownStart()).as(dev.shown()).isLessThan(Program.START_LIMIT);
      Path file = own.resolve("settings.properties");
      other = OtherTerminal.of(file);
      TutorialTest.runAll(other.settings(), work);
      other.steer(parked);
      topology(other);
      revertByCtrlC(file, parked);
      dev.terminate();
      assertThat(dev.end()).as(dev.shown()).isEqualTo(ExitCode.DONE);
    }
    assertThat(own.resolve("settings.properties")).doesNotExist();
    assertThat(other.run(ExitCode.UNREACHABLE, "workers"))
        .contains("can't be reached as user 'guest'");
  }

  private static void topology(OtherTerminal other) {
    assertThat(other.run(0, "topology", "verify", "--topic", "default"))
        .containsPattern("ok +queue +taskflow.inbox.7")
        .doesNotContain("missing", "differs");
    assertThat(other.run(3, "topology", "verify", "--topic", "vm"))
        .containsPattern("missing +queue +taskflow.tasks.vm");
    other.run(0, "topology", "apply", "--topic", "vm");
    other.run(0, "topology", "verify", "--topic", "vm");
    assertThat(other.run(3, "topology", "verify", "--queue-kind", "classic"))
        .containsPattern("differs +queue +taskflow.dead .*It exists with other properties");
  }

  private static void revertByCtrlC(Path settings, Path file) throws Exception {
    assumeTrue(
        Program.hasTerminals(),
        "cut short: there is no python3 with pseudo terminals (module pty)");
    Properties where = new Properties();
    try (Reader in = Files.newBufferedReader(settings)) {
      where.load(in);
    }
    TerminalTest.byCtrlC(
        "r",
        "flow 'parked': REVERTED",
        ExitCode.REVERTED,
        "run",
        file.toString(),
        "--journal",
        where.getProperty("TASKFLOW_JOURNAL"),
        "--amqp-uri",
        where.getProperty("TASKFLOW_AMQP_URI"));
  }
}

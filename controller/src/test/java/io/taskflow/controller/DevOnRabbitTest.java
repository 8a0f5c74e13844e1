package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taskflow.controller.dev.DevBroker;
import io.taskflow.controller.dev.DevTown;
import io.taskflow.controller.site.BrokerAccess;
import io.taskflow.worker.std.StandardTasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    Path file =
        Files.writeString(
            directory.resolve("parked.yaml"),
            """
            linear: parked
            tasks:
              - {task: a, type: std.echo, with: {text: a}}
              - {task: b, type: std.echo, topic: nobody, with: {text: b}}
            """);
    Settings settings;
    try (DevTown town =
        DevTown.start(
            directory.resolve("own"),
            DevBroker.Source.PROGRAM,
            List.of("default"),
            StandardTasks.harmless())) {
      settings = Settings.read(Map.of("TASKFLOW_SETTINGS", town.settings().toString()));
      assertThat(run(settings, 0, "workers", "--wait", "500ms")).contains(town.worker());
      assertThat(run(settings, 4, "plan", file.toString(), "--live", "--wait", "500ms"))
          .contains("no live worker serves topic 'nobody'");
      assertThat(run(settings, 0, "run", "examples/flows/tutorial/01-hello.yaml"))
          .contains("flow 'hello': SUCCESS");
      String flow = run(settings, 0, "submit", file.toString()).split(" ")[1];
      assertThat(run(settings, 0, "suspend", "--wait", "60s", flow)).contains("suspend; SUSPEND");
      await()
          .atMost(Town.LIMIT)
          .untilAsserted(
              () -> assertThat(run(settings, 0, "list")).containsPattern(flow + ".*SUSPENDED"));
      assertThat(run(settings, 0, "show", flow)).contains("the flow is suspended");
      assertThat(run(settings, 0, "resume", "--wait", "60s", flow)).contains("resume; RUNNING");
      run(settings, 0, "revert", "--wait", "60s", flow);
      assertThat(run(settings, 5, "watch", flow)).contains("flow 'parked': REVERTED");
      topology(settings);
      suspendByCtrlC(town, file);
    }
    assertThat(directory.resolve("own/settings.properties")).doesNotExist();
    Terminal stopped = Terminal.run(BrokerAccess.amqp(), settings, "workers");
    assertThat(stopped.status()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(stopped.err()).contains("can't be reached as user 'guest'");
  }

  private static void topology(Settings settings) {
    assertThat(run(settings, 0, "topology", "verify", "--topic", "default"))
        .containsPattern("ok +queue +taskflow.inbox.7")
        .doesNotContain("missing", "differs");
    assertThat(run(settings, 3, "topology", "verify", "--topic", "vm"))
        .containsPattern("missing +queue +taskflow.tasks.vm");
    run(settings, 0, "topology", "apply", "--topic", "vm");
    run(settings, 0, "topology", "verify", "--topic", "vm");
    assertThat(run(settings, 3, "topology", "verify", "--queue-kind", "classic"))
        .containsPattern("differs +queue +taskflow.dead .*It exists with other properties");
  }

  private static void suspendByCtrlC(DevTown town, Path file) throws Exception {
    assumeTrue(
        Program.hasTerminals(),
        "cut short: there is no python3 with pseudo terminals (module pty)");
    try (Program run =
        Program.onTerminal(
            "run",
            file.toString(),
            "--journal",
            town.journal().toString(),
            "--amqp-uri",
            Objects.requireNonNull(town.broker()).uri())) {
      run.awaitShown("RUNNING        b");
      run.type("\003");
      run.awaitShown("(d)etach, (s)uspend, (r)evert");
      run.type("s\n");
      run.awaitShown("flow 'parked': SUSPENDED");
      assertThat(run.end()).as(run.shown()).isEqualTo(ExitCode.FAILED);
    }
  }

  private static String run(Settings settings, int status, String... arguments) {
    Terminal terminal = Terminal.run(BrokerAccess.amqp(), settings, arguments);
    assertThat(terminal.status())
        .as("%s: %s%s", String.join(" ", arguments), terminal.out(), terminal.err())
        .isEqualTo(status);
    return terminal.out();
  }
}

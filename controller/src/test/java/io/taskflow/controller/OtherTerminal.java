package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.controller.site.BrokerAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Another terminal beside "taskflow dev". */
record OtherTerminal(Settings settings) {

  /** Where the settings that it has written are known. */
  static OtherTerminal of(Path settings) {
    return new OtherTerminal(Settings.read(Map.of("TASKFLOW_SETTINGS", settings.toString())));
  }

  /** A flow that waits for a worker of its second task. */
  static Path parked(Path directory) throws IOException {
    return Files.writeString(
        directory.resolve("parked.yaml"),
        """
        linear: parked
        tasks:
          - {task: a, type: std.echo, with: {text: a}}
          - {task: b, type: std.echo, topic: nobody, with: {text: b}, revertible: false}
        """);
  }

  /** Runs a verb, which has to end with this status; what it printed. */
  String run(int status, String... arguments) {
    Terminal terminal = Terminal.run(BrokerAccess.amqp(), settings, arguments);
    assertThat(terminal.status())
        .as("%s: %s%s", String.join(" ", arguments), terminal.out(), terminal.err())
        .isEqualTo(status);
    return terminal.out() + terminal.err();
  }

  /** Looks after such a flow. */
  void steer(Path parked) {
    assertThat(run(ExitCode.DONE, "workers", "--wait", "500ms")).containsPattern("dev-\\w+");
    assertThat(run(ExitCode.NOT_READY, "plan", parked.toString(), "--live", "--wait", "500ms"))
        .contains("no live worker serves topic 'nobody'");
    String flow = run(ExitCode.DONE, "submit", parked.toString()).split(" ")[1];
    assertThat(run(ExitCode.DONE, "suspend", "--wait", "60s", flow)).contains("suspend; SUSPEND");
    await()
        .atMost(Town.LIMIT)
        .untilAsserted(
            () -> assertThat(run(ExitCode.DONE, "list")).containsPattern(flow + ".*SUSPENDED"));
    assertThat(run(ExitCode.DONE, "show", flow)).contains("the flow is suspended");
    assertThat(run(ExitCode.DONE, "resume", "--wait", "60s", flow)).contains("resume; RUNNING");
    run(ExitCode.DONE, "resolve", "--wait", "60s", flow, "b", "--result", "by hand");
    assertThat(run(ExitCode.DONE, "watch", flow)).contains("flow 'parked': SUCCESS");
    run(ExitCode.DONE, "revert", "--wait", "60s", flow);
    assertThat(run(ExitCode.REVERTED, "watch", flow)).contains("flow 'parked': REVERTED");
  }
}

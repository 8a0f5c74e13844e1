package io.taskflow.controller;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.controller.site.BrokerAccess;
import io.taskflow.protocol.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The verbs of the command line at an installation with a worker of the built-in tasks for the
 * topic {@code default}.
 */
public final class VerbsAtHost {

  /** How a verb waits until the owner of a flow has taken what is asked of it. */
  private static final String PATIENCE = "60s";

  private final Map<String, String> environment;
  private final Path directory;

  /**
   * @param environment says where the installation is
   * @param directory for documents
   */
  public VerbsAtHost(Map<String, String> environment, Path directory) {
    this.environment = environment;
    this.directory = directory;
  }

  /** Runs one, which has to end with this status; all that it printed. */
  public String run(int status, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int ended =
        Main.commandLine(BrokerAccess.amqp(), Settings.read(environment))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    assertThat(ended).as("%s: %s%s", String.join(" ", arguments), out, err).isEqualTo(status);
    return out + err.toString();
  }

  /** Runs a flow, then looks after another one whose second task nobody takes. */
  public void runAll(String secret) throws IOException {
    Path quick =
        write(
            "quick.yaml",
            """
            linear: quick
            inputs: {who: string}
            outputs: [greeting]
            tasks:
              - {task: greet, type: std.echo, with: {text: "Hello, {who}!", who: $who}, provides: greeting}
            """);
    assertThat(run(ExitCode.DONE, "run", quick.toString(), "-i", "who=" + secret))
        .contains("greeting  =  \"Hello, " + secret + "!\"", "flow 'quick': SUCCESS");
    String flow = submitParked();
    run(ExitCode.DONE, "suspend", "--wait", PATIENCE, flow);
    awaitStatus(flow, "SUSPENDED");
    assertThat(run(ExitCode.DONE, "list", "--status", "SUSPENDED")).contains(flow);
    assertThat(run(ExitCode.DONE, "resume", "--wait", PATIENCE, flow)).contains("resume; RUNNING");
    run(ExitCode.DONE, "resolve", "--wait", PATIENCE, flow, "b", "--result", secret);
    assertThat(run(ExitCode.DONE, "watch", flow)).contains("flow 'parked': SUCCESS");
    assertThat(task(flow, "b").member("result")).isEqualTo(Json.of(secret));
    run(ExitCode.DONE, "revert", "--wait", PATIENCE, flow, "--why", "not wanted");
    assertThat(run(ExitCode.REVERTED, "watch", flow)).contains("flow 'parked': REVERTED");
    assertThat(run(ExitCode.DONE, "history", flow)).contains("resolved", "not wanted");
    assertThat(run(ExitCode.DONE, "workers", "--wait", "1s")).contains("std.echo:1.0");
  }

  /** A flow that waits for a worker of its second task. */
  public String submitParked() throws IOException {
    Path parked =
        write(
            "parked.yaml",
            """
            linear: parked
            tasks:
              - {task: a, type: std.echo, with: {text: a}}
              - {task: b, type: std.echo, topic: nobody, with: {text: b}, revertible: false}
            """);
    Json submitted =
        Json.parse(run(ExitCode.DONE, "submit", parked.toString(), "--output", "json"));
    String flow = text(submitted, "flow");
    await().until(() -> text(task(flow, "b"), "status").equals("RUNNING"));
    assertThat(text(task(flow, "b"), "why")).contains("no live worker serves topic 'nobody'");
    return flow;
  }

  /** Waits until a flow is shown in a status. */
  public void awaitStatus(String flow, String status) {
    await().until(() -> text(shown(flow), "status").equals(status));
  }

  private Json task(String flow, String name) {
    List<Json> tasks = Objects.requireNonNull(shown(flow).member("tasks")).elements();
    return tasks.stream().filter(t -> text(t, "name").equals(name)).findFirst().orElseThrow();
  }

  private Json shown(String flow) {
    return Json.parse(run(ExitCode.DONE, "show", flow, "--output", "json"));
  }

  private static String text(Json object, String member) {
    Json value = object.member(member);
    return value == null || value.isNull() ? "null" : String.valueOf(value.toObject());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}

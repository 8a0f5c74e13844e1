package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line prints, and how it ends. */
class CommandLineTest {

  private static final String TUTORIAL = "examples/flows/tutorial/";

  @TempDir private Path directory;

  @Test
  void validateNamesEveryProblemOfEveryFile() throws IOException {
    Path good = write("good.yaml", "linear: good");
    Path bad =
        write("bad.yaml", "linear: bad\ntasks:\n  - {task: a, tipe: t}\n  - {task: a, type: t}\n");
    Terminal terminal = Terminal.run("validate", good.toString(), bad.toString());
    assertThat(terminal.status()).isEqualTo(ExitCode.INVALID);
    assertThat(terminal.out().lines().toList())
        .hasSize(2)
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo(good + ": valid (flow 'good')"),
            line ->
                assertThat(line)
                    .startsWith(bad + ":3:15: a task has no member 'tipe'")
                    .endsWith("did you mean 'type'?"));
    assertThat(Terminal.run("validate", good.toString()).status()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void validateTellsProgramsTheSame() throws IOException {
    Path bad = write("bad.yaml", "linear: bad\noutputs: [nothing]\n");
    Terminal terminal = Terminal.run("validate", "--output", "json", bad.toString());
    assertThat(terminal.status()).isEqualTo(ExitCode.INVALID);
    assertThat(Json.parse(terminal.out()).toObject())
        .isEqualTo(
            Map.of(
                "problems",
                List.of(
                    Map.of(
                        "file",
                        bad.toString(),
                        "line",
                        2,
                        "column",
                        11,
                        "message",
                        "the output 'nothing' is 'nothing', which nothing in the flow provides and no input is"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "graph", "plan", "run --local"})
  void aFileThatIsNotThereIsWrongUse(String command) {
    String[] arguments = (command + " " + directory.resolve("none.yaml")).split(" ");
    Terminal terminal = Terminal.run(arguments);
    assertThat(terminal.status()).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains("there is no file " + directory.resolve("none.yaml"));
  }

  @Test
  void wrongArgumentsAreWrongUse() {
    assertThat(Terminal.run().status()).isEqualTo(ExitCode.USAGE);
    assertThat(Terminal.run("validate").status()).isEqualTo(ExitCode.USAGE);
    assertThat(Terminal.run("grahp").err()).contains("Did you mean", "graph");
    assertThat(Terminal.run("graph", TUTORIAL + "01-hello.yaml", "--format", "png").status())
        .isEqualTo(ExitCode.USAGE);
    Terminal unknown = Terminal.run("run", "--local", TUTORIAL + "01-hello.yaml", "-i", "whu=Ada");
    assertThat(unknown.status()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("there is no input 'whu'; did you mean 'who'?");
  }

  @Test
  void planSaysWhatNoWorkerOffersAndEndsWithItsStatus() throws IOException {
    Path file = write("f.yaml", "linear: f\ntasks:\n  - {task: a, type: cloud.boot, topic: vm}\n");
    Terminal terminal = Terminal.run("plan", file.toString());
    assertThat(terminal.status()).isEqualTo(ExitCode.NOT_READY);
    assertThat(terminal.out())
        .contains(
            "missing: no worker that was asked offers it: cloud.boot 1.0 on topic 'vm', which 1 task needs");
    assertThat(Terminal.run("run", "--local", file.toString()).status())
        .isEqualTo(ExitCode.NOT_READY);
  }

  @Test
  void planShowsTheRevertOfTheNearestRetrysFlowOnly() {
    Terminal terminal =
        Terminal.run("plan", TUTORIAL + "08-retry.yaml", "--fail-at", "start", "--output", "json");
    assertThat(terminal.status()).isEqualTo(ExitCode.DONE);
    Json revert = Json.parse(terminal.out()).member("revert");
    assertThat(revert).isNotNull();
    assertThat(revert.member("scope")).isEqualTo(Json.of("place"));
    assertThat(revert.member("first"))
        .isEqualTo(Json.of(List.of("the retry 'place_retry' tries for each of 2 values")));
    Terminal nobody = Terminal.run("plan", TUTORIAL + "08-retry.yaml", "--fail-at", "strat");
    assertThat(nobody.status()).isEqualTo(ExitCode.USAGE);
    assertThat(nobody.err()).contains("there is no task 'strat'", "did you mean 'start'?");
  }

  @Test
  void graphsShowDecidersRetriesAndScopes() {
    String deciders = TUTORIAL + "09-deciders.yaml";
    assertThat(Terminal.run("graph", "--format", "mermaid", deciders).out())
        .startsWith("flowchart TD\n")
        .contains("subgraph s0[\"deciders (graph)\"]", "n0 -->|\"results.check == 0\"| n1");
    assertThat(Terminal.run("graph", "--format", "dot", deciders).out())
        .startsWith("digraph \"deciders\" {")
        .contains("n0 -> n1 [label=\"results.check == 0\", style=dashed];");
    String retry = TUTORIAL + "08-retry.yaml";
    assertThat(Terminal.run("graph", "--format", "svg", retry).out())
        .startsWith("<svg ")
        .endsWith("</svg>\n")
        .contains(">place_retry<", ">for each of 2 values<");
    assertThat(Terminal.run("graph", retry).out())
        .contains("place (linear)\n    place_retry: retry for each of 2 values\n");
  }

  @Test
  void runEndsWithAStatusForEachEnd() throws IOException {
    Path stuck =
        write(
            "stuck.yaml",
            "linear: f\ntasks:\n  - {task: a, type: std.fail, with: {revertFails: true}}\n");
    assertThat(Terminal.run("run", "--local", stuck.toString()).status())
        .isEqualTo(ExitCode.FAILED);
    Path slow =
        write("slow.yaml", "linear: f\ntasks:\n  - {task: a, type: std.sleep, with: {for: 1h}}\n");
    Terminal late = Terminal.run("run", "--local", slow.toString(), "--timeout", "50ms");
    assertThat(late.status()).isEqualTo(ExitCode.FAILED);
    assertThat(late.err()).contains("the flow has not come to rest within");
    Path reverted = write("reverted.yaml", "linear: f\ntasks:\n  - {task: a, type: std.fail}\n");
    Terminal json = Terminal.run("run", "--local", reverted.toString(), "--output", "json");
    assertThat(json.status()).isEqualTo(ExitCode.REVERTED);
    assertThat(Json.parse(json.out()).member("status")).isEqualTo(Json.of("REVERTED"));
  }

  @Test
  void theHelpDocumentsEveryExitStatus() throws IOException {
    String help = Terminal.run("--help").out();
    String document = Files.readString(Terminal.ROOT.resolve("docs/cli.md"));
    for (int status = 0; status <= 9; status++) {
      assertThat(help).contains("\n  " + status + "   ");
      assertThat(document).contains("\n| " + status + " | ");
    }
  }

  @Test
  void thereIsACompletionScript() {
    Terminal terminal = Terminal.run("generate-completion");
    assertThat(terminal.status()).isEqualTo(ExitCode.DONE);
    assertThat(terminal.out()).contains("complete -F _complete_taskflow");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}

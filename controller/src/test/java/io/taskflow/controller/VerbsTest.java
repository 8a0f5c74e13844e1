package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that look after flows, beside an engine that owns them. */
class VerbsTest {

  /** Nothing serves the topic, so that it stays there until somebody does something. */
  private static final String PARKED =
      """
      linear: parked
      tasks:
        - {task: a, type: std.echo, with: {text: t1}}
        - {task: b, type: std.echo, topic: nobody, with: {text: t2}}
        - {task: c, type: std.echo, with: {text: t3}}
      """;

  @TempDir private static Path shared;

  /** With an engine and a worker; each test has flows of its own in it. */
  private static Town town;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    town = new Town(shared).withEngine().withWorker();
  }

  @AfterAll
  static void stop() throws Exception {
    town.close();
  }

  @Test
  void submitListShowHistoryAndWatchSeeTheSameFlow() throws Exception {
    Path file =
        write(
            "quick.yaml",
            "linear: quick\ntasks:\n  - {task: greet, type: std.echo, with: {text: hi}}\n");
    String flow = town.submit(file, "--label", "team=blue", "--key", "once");
    assertThat(town.submit(file, "--key", "once")).isEqualTo(flow);
    Terminal watched = town.run("watch", flow);
    assertThat(watched.status()).isEqualTo(ExitCode.DONE);
    assertThat(watched.out()).contains("SUCCESS        greet", "flow 'quick': SUCCESS");
    assertThat(town.run("list", "--label", "team=blue", "--status", "success").out())
        .contains("FLOW", flow, "SUCCESS");
    assertThat(town.run("list", "--name", "other").out()).isEqualTo("no flows\n");
    assertThat(town.run("show", flow).out()).contains("quick", "greet", "team=blue");
    assertThat(Town.text(town.task(flow, "greet"), "status")).isEqualTo("SUCCESS");
    assertThat(town.run("history", flow).out().lines().toList())
        .anyMatch(line -> line.contains("(flow)") && line.contains("PENDING"))
        .anyMatch(line -> line.contains("greet") && line.contains("SUCCESS"));
  }

  @Test
  void whatIsNotThereIsRefused() throws Exception {
    for (String verb : List.of("show", "watch", "history", "suspend", "resume", "revert")) {
      Terminal terminal = town.run(verb, "none");
      assertThat(terminal.status()).as(verb).isEqualTo(ExitCode.REFUSED);
      assertThat(terminal.err()).contains("the journal has no flow 'none'", "taskflow list");
    }
    Terminal noStore = Terminal.run("list", "--journal", directory.resolve("x.db").toString());
    assertThat(noStore.status()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(noStore.err()).contains("there is no such file");
    assertThat(Terminal.run("list").status()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aFlowIsSuspendedResumedAndReverted() throws Exception {
    Path file = write("parked.yaml", PARKED);
    String flow = town.submit(file);
    await()
        .atMost(Town.LIMIT)
        .untilAsserted(
            () -> assertThat(Town.text(town.task(flow, "b"), "status")).isEqualTo("RUNNING"));
    assertThat(town.run("suspend", "--wait", "60s", flow, "--by", "ada").out())
        .contains("flow " + flow, "suspend");
    town.awaitStatus(flow, "SUSPENDED");
    assertThat(town.run("resume", "--wait", "60s", flow).out()).contains("RUNNING");
    Terminal again = town.run("resume", "--wait", "60s", flow);
    assertThat(again.status()).isEqualTo(ExitCode.REFUSED);
    assertThat(again.err()).contains("only one that is suspended can be resumed");
    town.run("revert", "--wait", "60s", flow, "--why", "not wanted");
    town.awaitStatus(flow, "REVERTED");
    assertThat(town.run("history", flow).out()).contains("to be reverted", "not wanted");
    assertThat(town.run("watch", flow).status()).isEqualTo(ExitCode.REVERTED);
  }

  @Test
  void whatIsAskedOfAFlowThatWasJustSubmittedWaitsUntilItHasBegun() throws Exception {
    // Without a broker nobody wakes its owner up, who finds it only after a while.
    String flow = town.submit(write("parked.yaml", PARKED), "--no-broker");
    assertThat(town.run("suspend", "--wait", "60s", flow).out()).contains("suspend; SUSPEND");
    town.json("revert", "--wait", "60s", flow);
    town.awaitStatus(flow, "REVERTED");
  }

  @Test
  void showSaysWhyATaskIsNotRunningYet() throws Exception {
    Path file = write("parked.yaml", PARKED);
    String flow = town.submit(file);
    await()
        .atMost(Town.LIMIT)
        .untilAsserted(
            () ->
                assertThat(Town.text(town.task(flow, "b"), "why"))
                    .contains("no live worker serves topic 'nobody'"));
    assertThat(Town.text(town.task(flow, "c"), "why")).isEqualTo("comes after b");
    assertThat(Town.text(town.task(flow, "a"), "why")).isEqualTo("null");
  }

  @Test
  void aTaskIsResolvedSkippedAndRetriedByHand() throws Exception {
    Path file = write("parked.yaml", PARKED);
    String resolved = town.submit(file);
    await()
        .atMost(Town.LIMIT)
        .until(() -> Town.text(town.task(resolved, "b"), "status").equals("RUNNING"));
    assertThat(
            town.run("resolve", "--wait", "60s", resolved, "b", "--result", "7", "--by", "ada")
                .out())
        .contains("resolve of 'b'");
    town.awaitStatus(resolved, "SUCCESS");
    assertThat(town.task(resolved, "b").member("result")).isEqualTo(Json.of(7));

    // The owner refuses it while the request is out: between two tries to place it.
    String skipped = town.submit(file);
    await()
        .atMost(Town.LIMIT)
        .until(
            () -> {
              town.run("skip", skipped, "b", "--wait", "1s");
              return Town.text(town.task(skipped, "b"), "status").equals("IGNORE");
            });
    town.awaitStatus(skipped, "SUCCESS");
    assertThat(Town.text(town.task(skipped, "b"), "status")).isEqualTo("IGNORE");

    Terminal unknown = town.run("retry", skipped, "x");
    assertThat(unknown.status()).isEqualTo(ExitCode.REFUSED);
    assertThat(unknown.err()).contains("UNKNOWN_TASK");
  }

  @Test
  void aRevertThatFailedIsRetriedWithOtherArguments() throws Exception {
    Path file =
        write(
            "stuck.yaml",
            """
            linear: stuck
            tasks:
              - {task: a, type: std.fail, with: {revertFails: true}}
            """);
    String flow = town.submit(file);
    town.awaitStatus(flow, "FAILURE");
    assertThat(town.run("list", "--attention", "--name", "stuck").status())
        .isEqualTo(ExitCode.USAGE);
    assertThat(town.run("list", "--attention").out()).contains(flow, "needs a look since");
    assertThat(town.run("show", flow).out()).contains("needs a look:", "retry");
    assertThat(town.run("dismiss", "--wait", "60s", flow, "a", "--why", "seen").out())
        .contains("dismiss of 'a'");
    assertThat(town.run("list", "--attention").out()).doesNotContain(flow);
    assertThat(town.run("retry", "--wait", "60s", flow, "a", "-a", "revertFails=false").out())
        .contains("retry of 'a'");
    town.awaitStatus(flow, "REVERTED");
  }

  @Test
  void aFlowThatNobodyDrivesSaysSo() throws Exception {
    Path file = write("parked.yaml", PARKED);
    try (Town empty = new Town(directory)) {
      Terminal submitted = empty.run("submit", file.toString());
      assertThat(submitted.status()).isEqualTo(ExitCode.DONE);
      assertThat(submitted.out()).contains("it waits: no engine owns partition 0");
      String flow =
          Town.text(
              Objects.requireNonNull(
                  Objects.requireNonNull(empty.json("list").member("flows")).element(0)),
              "id");
      assertThat(Town.text(empty.task(flow, "a"), "why")).contains("no engine owns partition 0");
      Terminal suspended = empty.run("suspend", "--wait", "60s", flow);
      assertThat(suspended.status()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(suspended.err()).contains("no engine has owned it yet");
    }
  }

  @Test
  void runSubmitsAndShowsTheEndWithItsStatus() throws Exception {
    Terminal hello = town.run("run", "examples/flows/tutorial/01-hello.yaml", "-i", "who=Ada");
    assertThat(hello.err()).isEmpty();
    assertThat(hello.status()).isEqualTo(ExitCode.DONE);
    assertThat(hello.out()).startsWith("flow ").contains("SUCCESS");
    Path failing = write("fail.yaml", "linear: f\ntasks:\n  - {task: a, type: std.fail}\n");
    Terminal reverted = town.run("run", failing.toString());
    assertThat(reverted.status()).isEqualTo(ExitCode.REVERTED);
    assertThat(reverted.out()).contains("FAILURE        a", "flow 'f': REVERTED");
    Path slow = write("slow.yaml", PARKED);
    Terminal late = town.run("run", slow.toString(), "--timeout", "300ms");
    assertThat(late.status()).isEqualTo(ExitCode.FAILED);
    assertThat(late.err()).contains("it goes on, and 'taskflow watch ");
  }

  @Test
  void whatHappensInChildFlowsIsShownWithTheTasksThatTheyAre() throws Exception {
    Path file =
        write(
            "family.yaml",
            """
            linear: family
            tasks:
              - {child: call, flow: middle}
              - {forEach: each, over: names, as: name, do: {flow: leaf, requires: name}}
            inputs: {names: {type: array, default: [ada, bob]}}
            flows:
              - linear: middle
                tasks:
                  - {child: inner, flow: leaf, with: {name: eve}}
              - linear: leaf
                tasks:
                  - {task: greet, type: std.echo, with: {text: "{name}", name: $name}}
            """);
    Terminal run = town.run("run", file.toString());
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .containsSubsequence(
            "  RUNNING        call\n",
            "  RUNNING        call/inner\n",
            "  SUCCESS        call/inner/greet  ",
            "  SUCCESS        call/inner  ",
            "  SUCCESS        call  ")
        .contains("  SUCCESS        each[0]/greet  ", "  SUCCESS        each[1]/greet  ");
  }

  @Test
  void childFlowsAreShownThreeLevelsDeepHoweverManyThereAre() throws Exception {
    Path file =
        write(
            "deep.yaml",
            """
            linear: deep
            tasks:
              - {child: c1, flow: f1}
              - {forEach: each, over: numbers, as: number, do: {flow: leaf, requires: number}}
            inputs: {numbers: array}
            flows:
              - {linear: f1, tasks: [{child: c2, flow: f2}]}
              - {linear: f2, tasks: [{child: c3, flow: f3}]}
              - {linear: f3, tasks: [{child: c4, flow: f4}]}
              - {linear: f4, tasks: [{task: bottom, type: std.noop}]}
              - {linear: leaf, tasks: [{task: say, type: std.echo, with: {value: $number}}]}
            """);
    List<Integer> numbers = IntStream.range(0, 60).boxed().toList();
    Terminal run = town.run("run", file.toString(), "-i", "numbers=" + Json.of(numbers).text());
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .contains("  SUCCESS        c1/c2/c3/c4  ")
        .doesNotContain("bottom")
        .contains(numbers.stream().map("  SUCCESS        each[%d]/say  "::formatted).toList());
  }

  @Test
  void planWithLiveWorkersSaysWhatIsMissing() throws Exception {
    Path file = write("parked.yaml", PARKED);
    Terminal missing = town.run("plan", file.toString(), "--live", "--wait", "300ms");
    assertThat(missing.status()).isEqualTo(ExitCode.NOT_READY);
    assertThat(missing.out())
        .contains(
            "missing: no live worker serves topic 'nobody': std.echo 1.0 on topic 'nobody', which 1 task needs")
        .doesNotContain("topic 'default'");
    Path newer =
        write(
            "newer.yaml",
            "linear: n\ntasks:\n  - {task: a, type: std.echo, with: {text: a}, version: '1.9'}\n");
    assertThat(town.run("plan", newer.toString(), "--live", "--wait", "300ms").out())
        .contains("have 'std.echo' only in version 1.0, not 1.9");
    Json workers =
        Objects.requireNonNull(town.json("workers", "--wait", "300ms").member("workers"));
    assertThat(Town.text(Objects.requireNonNull(workers.element(0)), "state")).isEqualTo("RUNNING");
    assertThat(town.run("workers", "--wait", "300ms").out()).contains("WORKER", "std.echo:1.0");
  }

  @Test
  void topologyIsPrintedMadeAndVerified() throws Exception {
    try (Town empty = new Town(directory)) {
      assertThat(empty.run("topology", "print", "--topic", "vm").out())
          .contains("taskflow.inbox.0", "taskflow.tasks.vm", "taskflow.control");
      Terminal before = empty.run("topology", "verify", "--topic", "vm");
      assertThat(before.status()).isEqualTo(ExitCode.INVALID);
      assertThat(before.out()).containsPattern("missing +queue +taskflow.tasks.vm");
      assertThat(empty.run("topology", "apply", "--topic", "vm").status()).isEqualTo(ExitCode.DONE);
      Terminal after = empty.run("topology", "verify", "--topic", "vm", "--partitions", "0");
      assertThat(after.out()).containsPattern("ok +queue +taskflow.tasks.vm");
      assertThat(after.status()).isEqualTo(ExitCode.DONE);
    }
  }

  @Test
  void migratePrintsWhatIsMissingAndDoesIt() {
    String store = directory.resolve("new.db").toString();
    Terminal printed = Terminal.run("migrate", "--print", "--journal", store);
    assertThat(printed.out()).contains("-- step 1", "CREATE TABLE");
    assertThat(Path.of(store)).doesNotExist();
    assertThat(Terminal.run("migrate", "--journal", store).out()).contains("steps applied");
    assertThat(Terminal.run("migrate", "--print", "--journal", store).out())
        .startsWith("-- the tables of ");
    assertThat(Terminal.run("list", "--journal", store).out()).isEqualTo("no flows\n");
  }

  @Test
  void everyVerbSpeaksJsonToPrograms() throws Exception {
    Path file = write("parked.yaml", PARKED);
    String flow = town.submit(file);
    Json suspended = town.json("suspend", "--wait", "60s", flow);
    assertThat(suspended.member("taken")).isEqualTo(Json.of(true));
    assertThat(Town.text(suspended, "status")).startsWith("SUSPEND");
    Json events = Objects.requireNonNull(town.json("history", flow).member("events"));
    assertThat(Town.text(Objects.requireNonNull(events.element(0)), "event"))
        .isEqualTo("FlowSubmitted");
    Json declared = Objects.requireNonNull(town.json("topology", "print").member("topology"));
    assertThat(declared.elements()).isNotEmpty();
    assertThat(town.json("migrate", "--print").member("changed")).isEqualTo(Json.of(false));
    assertThat(town.json("topology", "apply", "--topic", "vm").member("topics"))
        .isEqualTo(Json.of(List.of("vm")));
    town.json("resume", "--wait", "60s", flow);
    Terminal late = town.run("watch", flow, "--timeout", "1ms", "--output", "json");
    assertThat(late.status()).isEqualTo(ExitCode.FAILED);
    assertThat(Json.parse(late.out())).isEqualTo(Json.of(Map.of("id", flow, "status", "RUNNING")));
    town.json("revert", "--wait", "60s", flow);
    Terminal watched = town.run("watch", flow, "--output", "json");
    assertThat(watched.status()).isEqualTo(ExitCode.REVERTED);
    assertThat(Json.parse(watched.out()).member("status")).isEqualTo(Json.of("REVERTED"));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}

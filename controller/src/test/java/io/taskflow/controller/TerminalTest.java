package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees and types in front of a terminal. */
class TerminalTest {

  private static final String CTRL_C = "\003";

  @TempDir private Path directory;

  @Test
  void runIsLeftByCtrlCAndWatchPicksTheFlowUp() throws Exception {
    assumeTrue(
        Program.hasTerminals(), "skipped: there is no python3 with pseudo terminals (module pty)");
    Path file =
        Files.writeString(
            directory.resolve("steps.yaml"),
            """
            linear: steps
            tasks:
              - {child: first, flow: greeting}
              - {child: second, flow: waiting}
            flows:
              - linear: greeting
                tasks:
                  - {task: greet, type: std.echo, with: {text: a}}
              - linear: waiting
                tasks:
                  - {task: wait, type: std.echo, topic: later, with: {text: b}}
            """);
    try (Town town = new Town(directory).withEngine().withWorker()) {
      String[] store = {"--journal", town.journal.toString(), "--no-broker"};
      String flow;
      try (Program run = Program.onTerminal("run", file.toString(), store[0], store[1], store[2])) {
        run.awaitShown(
            "1 of 2 done",
            "  SUCCESS        first",
            "    SUCCESS        greet",
            "  RUNNING        second",
            "    RUNNING        wait",
            "there is no");
        run.type(CTRL_C);
        run.awaitShown("(d)etach, (s)uspend, (r)evert");
        run.type("\n");
        run.awaitShownAgain("RUNNING        second");
        run.type(CTRL_C);
        run.awaitShownAgain("(d)etach, (s)uspend, (r)evert");
        run.type("d\n");
        assertThat(run.end()).as(run.shown()).isEqualTo(ExitCode.DONE);
        Matcher detached =
            Pattern.compile("detached; the flow goes on: taskflow watch (\\w+)")
                .matcher(run.shown());
        assertThat(detached.find()).as(run.shown()).isTrue();
        flow = detached.group(1);
      }
      try (Program watch = Program.onTerminal("watch", flow, store[0], store[1], store[2])) {
        watch.awaitShown("1 of 2 done", "RUNNING        second", "    RUNNING        wait");
        town.withWorker("later");
        watch.awaitShown(
            "2 of 2 done",
            "  SUCCESS        second",
            "    SUCCESS        wait",
            "flow 'steps': SUCCESS");
        assertThat(watch.end()).as(watch.shown()).isEqualTo(ExitCode.DONE);
        assertThat(watch.coloured()).contains("\033[32m", "\033[36m");
      }
    }
  }

  @Test
  void whatRunsInThisProcessIsDrawnToo() throws Exception {
    assumeTrue(
        Program.hasTerminals(), "skipped: there is no python3 with pseudo terminals (module pty)");
    String file = Terminal.ROOT.resolve("examples/flows/tutorial/10-for-each.yaml").toString();
    try (Program run = Program.onTerminal("run", "--local", file)) {
      run.awaitShown(
          "SUCCESS    for-each",
          "    SUCCESS        install[1]",
          "      SUCCESS        unpack",
          "versions  =  [",
          "flow 'for-each': SUCCESS");
      assertThat(run.end()).as(run.shown()).isEqualTo(ExitCode.DONE);
    }
  }

  @Test
  void whoIsAskedByCtrlCCanSuspendOrRevertTheFlow() throws Exception {
    assumeTrue(
        Program.hasTerminals(), "skipped: there is no python3 with pseudo terminals (module pty)");
    Path parked = OtherTerminal.parked(directory);
    try (Town town = new Town(directory).withEngine().withWorker()) {
      String[] run = {
        "run",
        parked.toString(),
        "--journal",
        town.journal.toString(),
        "--dev-socket",
        town.socket().toString()
      };
      byCtrlC("s", "flow 'parked': SUSPENDED", ExitCode.FAILED, run);
      byCtrlC("r", "flow 'parked': REVERTED", ExitCode.REVERTED, run);
    }
  }

  /** Runs it on a terminal until its second task waits, interrupts it, and answers. */
  static void byCtrlC(String answer, String shown, int status, String... arguments)
      throws Exception {
    try (Program run = Program.onTerminal(arguments)) {
      run.awaitShown("RUNNING        b");
      run.type(CTRL_C);
      run.awaitShown("(d)etach, (s)uspend, (r)evert");
      run.type(answer + "\n");
      run.awaitShown(shown);
      assertThat(run.end()).as(run.shown()).isEqualTo(status);
    }
  }
}

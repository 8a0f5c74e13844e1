package io.taskflow.controller;

import io.taskflow.controller.local.Outputs;
import io.taskflow.controller.site.Site;
import io.taskflow.controller.watch.CtrlC;
import io.taskflow.controller.watch.FlowTree;
import io.taskflow.controller.watch.FlowView;
import io.taskflow.controller.watch.FlowWatcher;
import io.taskflow.controller.watch.FlowWatcher.Ending;
import io.taskflow.controller.watch.Interrupts;
import io.taskflow.controller.watch.LineView;
import io.taskflow.controller.watch.ScreenView;
import io.taskflow.controller.watch.TerminalSize;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.flow.yaml.FlowDocument;
import io.taskflow.protocol.Durations;
import io.taskflow.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a flow until it rests, asks on Ctrl-C what to do, and says at the end what came of it. */
final class Watching {

  private static final Duration BEGINS = Duration.ofSeconds(5);

  private final Site site;
  private final FlowHandle flow;
  private final Printing printing;

  Watching(Site site, FlowHandle flow, Printing printing) {
    this.site = site;
    this.flow = flow;
    this.printing = printing;
  }

  /**
   * Watches.
   *
   * @param atMost how long; null for ever
   * @param document says which outputs there are; null if it is not known
   * @return the exit status
   */
  int watch(@Nullable Duration atMost, @Nullable FlowDocument document)
      throws InterruptedException {
    FlowWatcher watcher = new FlowWatcher(site, flow, view());
    CtrlC ctrlC = printing.isTerminal() ? CtrlC.listen() : null;
    Interrupts interrupts = ctrlC == null ? Interrupts.NONE : ctrlC;
    Instant deadline = atMost == null ? null : Instant.now().plus(atMost);
    while (true) {
      Ending ending = watcher.watch(interrupts, deadline);
      if (ending == Ending.AT_REST) {
        return end(document);
      }
      if (ending == Ending.TIMED_OUT) {
        return late(atMost == null ? Duration.ZERO : atMost);
      }
      if (ctrlC != null && !goOn(ctrlC)) {
        printing.line("detached; the flow goes on: taskflow watch %s".formatted(flow.id()));
        return ExitCode.DONE;
      }
    }
  }

  private FlowView view() {
    if (printing.isJson()) {
      return FlowView.NONE;
    }
    if (!printing.isTerminal()) {
      return new LineView(printing.out(), printing.colours());
    }
    FlowTree tree = new FlowTree(printing.colours());
    return new ScreenView(printing.out(), tree, TerminalSize.ofThisTerminal());
  }

  private int late(Duration atMost) {
    if (printing.isJson()) {
      printing.json(Map.of("id", flow.id().value(), "status", flow.status().name()));
    }
    printing
        .err()
        .println(
            "taskflow: the flow has not come to rest within %s; it goes on, and 'taskflow watch %s' shows it"
                .formatted(Durations.format(atMost), flow.id()));
    return ExitCode.FAILED;
  }

  /** Asks; false to detach. */
  private boolean goOn(CtrlC ctrlC) throws InterruptedException {
    printing.out().println();
    printing.out().print("(d)etach, (s)uspend, (r)evert, or Enter to go on watching: ");
    printing.out().flush();
    String answer = answer();
    ctrlC.answered();
    String by = System.getProperty("user.name", "unknown");
    try {
      switch (answer) {
        case "s", "suspend" -> steer("suspend", () -> flow.suspend(by));
        case "r", "revert" -> steer("revert", () -> flow.revert(by, "asked for by Ctrl-C"));
        case "d", "detach" -> {
          return false;
        }
        default -> {
          // Goes on watching.
        }
      }
    } catch (JournalException e) {
      printing.line(String.valueOf(e.getMessage()));
    }
    return true;
  }

  private void steer(String what, Runnable request) throws InterruptedException {
    if (site.brokerProblem() == null) {
      Asking.awaitBegun(site, flow, BEGINS);
      request.run();
    } else {
      printing.line("can't %s it from here: it takes a broker".formatted(what));
    }
  }

  /** Of whoever closes the input, too: that is to detach. */
  private static String answer() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return line == null ? "d" : line.strip().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      return "d";
    }
  }

  private int end(@Nullable FlowDocument document) throws InterruptedException {
    FlowResult result = flow.join();
    Map<String, Json> outputs =
        document == null ? Map.of() : Outputs.of(document, flow.inspect().store(), result.values());
    String report = result.exception().isPresent() ? flow.failureReport() : "";
    return new EndOfFlow(result, flow.inspect(), outputs, report).print(printing);
  }
}

package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.local.LocalRun;
import io.taskflow.controller.local.LocalRun.Outcome;
import io.taskflow.controller.plan.FlowAtoms;
import io.taskflow.controller.site.Site;
import io.taskflow.controller.watch.FlowTree;
import io.taskflow.controller.watch.FlowWatcher;
import io.taskflow.controller.watch.Interrupts;
import io.taskflow.controller.watch.ScreenView;
import io.taskflow.controller.watch.TerminalSize;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Durations;
import io.taskflow.protocol.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a flow. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Submits a flow and shows it until it rests. Ctrl-C asks: detach, suspend or revert.",
      "With --local it is run with the built-in tasks, in this process and nowhere else."
    })
final class RunCommand implements Callable<Integer> {

  /** In this process, where nobody could end it otherwise. */
  private static final Duration LOCAL_TIMEOUT = Duration.ofHours(1);

  @Parameters(paramLabel = "FILE", description = "A flow document, YAML or JSON.")
  private Path file = Path.of("");

  @Option(
      names = "--local",
      description = "Engine and worker are in this process; nothing is kept.")
  private boolean local;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description =
          "How long the flow may take: with --local, after which 1h is the default, it ends with"
              + " this program; else it goes on.")
  private @Nullable Duration timeout;

  @Mixin private InputOptions inputs = new InputOptions();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Mixin private SubmissionOptions submission = new SubmissionOptions();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Loaded loaded = Loaded.read(file);
    Map<String, Json> store = loaded.document().store(inputs.values(loaded.document()));
    return local ? runHere(loaded, store) : submit(loaded, store);
  }

  private int submit(Loaded loaded, Map<String, Json> store) throws InterruptedException {
    if (tasks.allowsMore()) {
      throw new IllegalArgumentException(
          "--std-shell and --std-files are for --local: elsewhere the workers say what they allow");
    }
    try (Site site = options.open(Broker.USEFUL, loaded.document().flows())) {
      FlowHandle flow = site.engine().submit(loaded.document().flow(), store, submission.options());
      String nobody = site.whyNobodyDrives(flow.id());
      if (!printing.isJson()) {
        printing.line("flow %s".formatted(flow.id()));
        if (nobody != null) {
          printing.line("it waits: " + nobody);
        }
      }
      return new Watching(site, flow, printing).watch(timeout, loaded.document());
    }
  }

  private int runHere(Loaded loaded, Map<String, Json> store) throws InterruptedException {
    Set<String> unknown = new TreeSet<>();
    FlowAtoms.tasks(loaded.document()).stream().map(TaskSpec::type).forEach(unknown::add);
    unknown.removeAll(tasks.types());
    if (!unknown.isEmpty()) {
      printing
          .err()
          .println(
              "taskflow: no task of this program is %s; --std-shell and --std-files allow more"
                  .formatted(String.join(", ", unknown)));
      return ExitCode.NOT_READY;
    }
    Duration atMost = timeout == null ? LOCAL_TIMEOUT : timeout;
    LocalRun run =
        new LocalRun(
            loaded.document(), List.of(tasks.tasks()), FlowAtoms.topics(loaded.document()), atMost);
    try {
      Outcome outcome = run.run(store, listener(), show());
      return new EndOfFlow(
              outcome.result(), outcome.inspection(), outcome.outputs(), outcome.failureReport())
          .print(printing);
    } catch (TimeoutException e) {
      printing
          .err()
          .println("taskflow: the flow has not come to rest within " + Durations.format(atMost));
      return ExitCode.FAILED;
    }
  }

  /** On a terminal it is drawn. */
  private LocalRun.Show show() {
    if (!printing.isTerminal()) {
      return LocalRun.Show.NOTHING;
    }
    FlowTree tree = new FlowTree(printing.colours());
    ScreenView view = new ScreenView(printing.out(), tree, TerminalSize.ofThisTerminal());
    return (site, flow, deadline) ->
        new FlowWatcher(site, flow, view).watch(Interrupts.NONE, deadline);
  }

  /** Elsewhere there is a line for each change. */
  private FlowListener listener() {
    return printing.isJson() || printing.isTerminal()
        ? new FlowListener() {}
        : new FlowListener() {
          @Override
          public void taskChanged(StatusChange.OfTask change) {
            String status = change.to().name();
            printing.line(
                "  %s %s"
                    .formatted(
                        printing.colours().status(status, "%-14s".formatted(status)),
                        change.task().name()));
          }
        };
  }
}

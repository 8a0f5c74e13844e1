package io.taskflow.controller;

import io.taskflow.controller.local.LocalRun;
import io.taskflow.controller.local.LocalRun.Outcome;
import io.taskflow.controller.plan.FlowAtoms;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a flow. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Runs a flow with the built-in tasks, in this process and nowhere else.")
final class RunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A flow document, YAML or JSON.")
  private Path file = Path.of("");

  @Option(
      names = "--local",
      required = true,
      description = "Engine and worker are in this process; nothing is kept.")
  private boolean local;

  @Option(
      names = "--timeout",
      defaultValue = "1h",
      paramLabel = "DURATION",
      description = "How long the flow may take.")
  private Duration timeout = Duration.ZERO;

  @Mixin private InputOptions inputs = new InputOptions();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Loaded loaded = Loaded.read(file);
    Map<String, Json> store = loaded.document().store(inputs.values(loaded.document()));
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
    LocalRun run =
        new LocalRun(
            loaded.document(),
            List.of(tasks.tasks()),
            FlowAtoms.topics(loaded.document()),
            timeout);
    try {
      Outcome outcome = run.run(store, listener());
      print(outcome);
      return switch (outcome.result().status()) {
        case SUCCESS -> ExitCode.DONE;
        case REVERTED -> ExitCode.REVERTED;
        default -> ExitCode.FAILED;
      };
    } catch (TimeoutException e) {
      printing.err().println("taskflow: the flow has not come to rest within " + timeout);
      return ExitCode.FAILED;
    }
  }

  private FlowListener listener() {
    return printing.isJson()
        ? new FlowListener() {}
        : new FlowListener() {
          @Override
          public void taskChanged(StatusChange.OfTask change) {
            printing.line("  %s %s".formatted(coloured(change.to().name()), change.task().name()));
          }
        };
  }

  private String coloured(String status) {
    String padded = "%-14s".formatted(status);
    return switch (status) {
      case "SUCCESS" -> printing.coloured("green", padded);
      case "FAILURE", "REVERT_FAILURE" -> printing.coloured("red", padded);
      case "REVERTED", "REVERTING" -> printing.coloured("yellow", padded);
      default -> padded;
    };
  }

  private void print(Outcome outcome) {
    if (printing.isJson()) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("flow", outcome.result().name());
      all.put("status", outcome.result().status().name());
      all.put("outputs", outcome.outputs());
      all.put("tasks", outcome.inspection().tasks().stream().map(RunCommand::task).toList());
      all.put("report", outcome.failureReport());
      printing.json(all);
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    outcome.outputs().forEach((name, value) -> rows.add(List.of(name, "=", value.text())));
    printing.table(rows);
    if (!outcome.failureReport().isEmpty()) {
      printing.line(outcome.failureReport().stripTrailing());
    }
    printing.line(
        "flow '%s': %s"
            .formatted(
                outcome.result().name(), coloured(outcome.result().status().name()).strip()));
  }

  private static Map<String, Object> task(TaskInspection task) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", task.name());
    map.put("type", task.type());
    map.put("status", task.status().name());
    map.put("attempts", task.attempts());
    return map;
  }
}

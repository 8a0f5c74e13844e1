package io.taskflow.controller;

import io.taskflow.controller.plan.ExecutionPlan;
import io.taskflow.controller.plan.ExecutionPlan.Need;
import io.taskflow.controller.plan.RevertPreview;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what would run. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Says what would run, in which order, and what is missing for it. Nothing is executed.",
      "The workers that are asked are the built-in tasks of this program."
    })
final class PlanCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A flow document, YAML or JSON.")
  private Path file = Path.of("");

  @Option(
      names = "--fail-at",
      paramLabel = "TASK",
      description = "Say what a failure of this task would revert.")
  private @Nullable String failAt;

  @Mixin private InputOptions inputs = new InputOptions();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws IOException {
    Loaded loaded = Loaded.read(file);
    ExecutionPlan plan =
        ExecutionPlan.of(
            loaded.document(),
            loaded.plan(),
            inputs.values(loaded.document()).keySet(),
            tasks.types());
    RevertPreview preview = failAt == null ? null : RevertPreview.of(loaded.plan(), failAt);
    if (printing.isJson()) {
      Map<String, Object> all = new LinkedHashMap<>(plan.toMap());
      if (preview != null) {
        all.put("revert", preview);
      }
      printing.json(all);
    } else {
      print(plan);
      if (preview != null) {
        print(preview);
      }
    }
    boolean ready = plan.missingInputs().isEmpty() && plan.unknownTypes().isEmpty();
    return ready ? ExitCode.DONE : ExitCode.NOT_READY;
  }

  private void print(ExecutionPlan plan) {
    printing.line("flow " + plan.flow());
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      String number = String.valueOf(i + 1);
      for (ExecutionPlan.Step step : plan.steps().get(i)) {
        rows.add(
            List.of(
                number, step.kind(), step.name(), step.what(), step.decided() ? "perhaps" : ""));
        number = "";
      }
    }
    printing.table(rows);
    int most = plan.steps().stream().mapToInt(List::size).max().orElse(0);
    printing.line("at most %d at the same time".formatted(most));
    for (Need need : plan.needs()) {
      if (!need.offered()) {
        printing.line(
            "%s: no worker that was asked offers %s %s on topic '%s', which %d task%s need"
                .formatted(
                    printing.coloured("red", "missing"),
                    need.type(),
                    need.version(),
                    need.topic(),
                    need.tasks(),
                    need.tasks() == 1 ? "" : "s"));
      }
    }
    for (ExecutionPlan.Missing input : plan.missingInputs()) {
      printing.line(
          "%s: the input '%s' (%s)%s; give it with -i %s=…"
              .formatted(
                  printing.coloured("red", "missing"),
                  input.name(),
                  input.type(),
                  input.description().isEmpty() ? "" : ", " + input.description(),
                  input.name()));
    }
  }

  private void print(RevertPreview preview) {
    printing.line("");
    printing.line("if '%s' fails".formatted(preview.failed()));
    preview.first().forEach(line -> printing.line("  first " + line));
    printing.line("  then the flow '%s' is reverted:".formatted(preview.scope()));
    List<List<String>> rows = new ArrayList<>();
    for (RevertPreview.Reverted reverted : preview.reverts()) {
      rows.add(
          List.of(
              "   ",
              reverted.name(),
              reverted.nothing() ? "has nothing to revert" : "revert",
              reverted.certainly() ? "" : "if it has run by then"));
    }
    printing.table(rows);
  }
}

package io.taskflow.controller;

import io.taskflow.controller.plan.ExecutionPlan;
import io.taskflow.controller.plan.ExecutionPlan.Need;
import io.taskflow.controller.plan.RevertPreview;
import io.taskflow.controller.site.Offers;
import io.taskflow.controller.site.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
      "The workers that are asked are the built-in tasks of this program; with --live, those that",
      "are at the broker now. The exit status is 4 if a task or an input is missing."
    })
final class PlanCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A flow document, YAML or JSON.")
  private Path file = Path.of("");

  @Option(
      names = "--fail-at",
      paramLabel = "TASK",
      description = "Say what a failure of this task would revert.")
  private @Nullable String failAt;

  @Option(
      names = "--live",
      description = "Ask the live workers at the broker, instead of this program.")
  private boolean live;

  @Option(
      names = "--wait",
      defaultValue = "1s",
      paramLabel = "DURATION",
      description = "How long to wait for their answers.")
  private Duration patience = Duration.ZERO;

  @Mixin private InputOptions inputs = new InputOptions();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Loaded loaded = Loaded.read(file);
    ExecutionPlan plan =
        ExecutionPlan.of(
            loaded.document(), loaded.plan(), inputs.values(loaded.document()).keySet(), asked());
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

  private ExecutionPlan.Asked asked() throws InterruptedException {
    if (live) {
      try (Site site = options.openBroker(List.of())) {
        return Offers.of(site.workers(patience))::missing;
      }
    }
    Set<String> here = tasks.types();
    return task -> here.contains(task.type()) ? null : "no worker that was asked offers it";
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
            "%s: %s: %s %s on topic '%s', which %d task%s"
                .formatted(
                    printing.coloured("red", "missing"),
                    need.missing(),
                    need.type(),
                    need.version(),
                    need.topic(),
                    need.tasks(),
                    need.tasks() == 1 ? " needs" : "s need"));
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

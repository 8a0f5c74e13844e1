package io.taskflow.controller;

import io.taskflow.controller.plan.ExecutionPlan;
import io.taskflow.controller.plan.RevertPreview;
import io.taskflow.controller.site.Offers;
import io.taskflow.controller.site.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
      description =
          "Say what a failure of this task would revert, one after the other; otherwise it is said"
              + " in short for each task, if there are not more than 200.")
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
    List<RevertPreview> each = RevertPreview.ofEach(loaded.plan());
    if (printing.isJson()) {
      Map<String, Object> all = new LinkedHashMap<>(plan.toMap());
      all.put("failures", each.stream().map(PlanCommand::toMap).toList());
      if (preview != null) {
        all.put("revert", preview);
      }
      printing.json(all);
    } else {
      PlanText text = new PlanText(printing);
      text.print(plan);
      if (preview == null) {
        text.print(each);
      } else {
        text.print(preview);
      }
    }
    boolean ready = plan.missingInputs().isEmpty() && plan.unknownTypes().isEmpty();
    return ready ? ExitCode.DONE : ExitCode.NOT_READY;
  }

  private static Map<String, Object> toMap(RevertPreview preview) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("failed", preview.failed());
    map.put("first", preview.first());
    map.put("scope", preview.scope());
    map.put("reverts", preview.names(true));
    map.put("perhaps", preview.names(false));
    return map;
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
}

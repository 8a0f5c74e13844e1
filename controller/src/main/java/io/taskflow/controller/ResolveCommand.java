package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.protocol.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what came of a task. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description = {
      "Says what came of a task, in place of a worker: of an execute, that it succeeded; of a",
      "revert, that it is done. The flow goes on."
    })
final class ResolveCommand implements Callable<Integer> {

  @Mixin private FlowTarget target = new FlowTarget();

  @Parameters(index = "1", paramLabel = "TASK", description = "The name of a task of it.")
  private String task = "";

  @Mixin private WhoOptions who = new WhoOptions();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Option(
      names = "--result",
      paramLabel = "VALUE",
      description = "What the task would have returned: JSON, or a text; otherwise nothing.")
  private @Nullable String result;

  @Override
  public Integer call() throws InterruptedException {
    Json value = result == null ? Json.NULL : InputOptions.jsonOrText(result);
    try (Site site = options.open(Broker.NEEDED)) {
      FlowHandle flow = target.in(site);
      return new Asking(site, flow, printing, who)
          .ask(
              "resolve of '" + task + "'",
              () -> flow.resolve(task, value, who.by(), who.why()),
              event -> event instanceof FlowEvent.TaskResolved e && e.task().equals(task));
    }
  }
}

package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Notes that somebody has seen what went wrong. */
@Command(
    name = "dismiss",
    mixinStandardHelpOptions = true,
    description = {
      "Notes that somebody has seen what went wrong with a task: it is not listed any more as",
      "something that needs a look. Nothing else changes."
    })
final class DismissCommand implements Callable<Integer> {

  @Mixin private FlowTarget target = new FlowTarget();

  @Parameters(index = "1", paramLabel = "TASK", description = "The name of a task of it.")
  private String task = "";

  @Mixin private WhoOptions who = new WhoOptions();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws InterruptedException {
    try (Site site = options.open(Broker.NEEDED)) {
      FlowHandle flow = target.in(site);
      return new Asking(site, flow, printing, who)
          .ask(
              "dismiss of '" + task + "'",
              () -> flow.dismiss(task, who.by(), who.why()),
              event -> event instanceof FlowEvent.TaskDismissed e && e.task().equals(task));
    }
  }
}

package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Goes on without a task. */
@Command(
    name = "skip",
    mixinStandardHelpOptions = true,
    description = {
      "Goes on without a task: a revert that failed is given up, an execute that nobody has begun",
      "is passed over, with all that it would have provided."
    })
final class SkipCommand implements Callable<Integer> {

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
              "skip of '" + task + "'",
              () -> flow.skip(task, who.by(), who.why()),
              event -> event instanceof FlowEvent.TaskSkipped e && e.task().equals(task));
    }
  }
}

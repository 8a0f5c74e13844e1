package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Undoes what a flow has done. */
@Command(
    name = "revert",
    mixinStandardHelpOptions = true,
    description =
        "Undoes what a flow has done, also one that succeeded: what runs is cancelled, what was"
            + " done is reverted.")
final class RevertCommand implements Callable<Integer> {

  @Mixin private FlowTarget target = new FlowTarget();

  @Mixin private WhoOptions who = new WhoOptions();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws InterruptedException {
    try (Site site = options.open(Broker.NEEDED)) {
      FlowHandle flow = target.in(site);
      if (flow.status() == FlowStatus.REVERTED) {
        throw new RefusedException("flow %s is REVERTED already".formatted(flow.id()));
      }
      return new Asking(site, flow, printing, who)
          .ask(
              "revert",
              () -> flow.revert(who.by(), who.why()),
              event -> event instanceof FlowEvent.RevertDecided);
    }
  }
}

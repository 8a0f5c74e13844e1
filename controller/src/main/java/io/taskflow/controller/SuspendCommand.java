package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lets a flow rest. */
@Command(
    name = "suspend",
    mixinStandardHelpOptions = true,
    description = "Lets a flow rest: nothing new is begun, and what runs may end.")
final class SuspendCommand implements Callable<Integer> {

  @Mixin private FlowTarget target = new FlowTarget();

  @Mixin private WhoOptions who = new WhoOptions();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws InterruptedException {
    try (Site site = options.open(Broker.NEEDED)) {
      FlowHandle flow = target.in(site);
      FlowStatus status = flow.status();
      if (status.ended()) {
        throw new RefusedException(
            "flow %s is %s: there is nothing to suspend".formatted(flow.id(), status));
      }
      return new Asking(site, flow, printing, who)
          .ask(
              "suspend",
              () -> flow.suspend(who.by()),
              event ->
                  event instanceof FlowEvent.FlowStatusChanged e && e.to() != FlowStatus.RUNNING);
    }
  }
}

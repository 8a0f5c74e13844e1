package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A verb that asks something of a flow and waits until it is taken. */
abstract class AskingCommand implements Callable<Integer> {

  @Mixin private FlowTarget target = new FlowTarget();

  @Mixin private WhoOptions who = new WhoOptions();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  /** What is asked, for people: {@code suspend}. */
  abstract String what();

  /**
   * Brings it to the flow's owner.
   *
   * @throws RefusedException if it makes no sense as the flow stands
   */
  abstract void ask(FlowHandle flow, WhoOptions who);

  /** Whether an event shows that it was taken. */
  abstract boolean showsTaken(FlowEvent event);

  @Override
  public final Integer call() throws InterruptedException {
    try (Site site = options.open(Broker.NEEDED)) {
      FlowHandle flow = target.in(site);
      return new Asking(site, flow, printing, who)
          .ask(what(), () -> ask(flow, who), this::showsTaken);
    }
  }
}

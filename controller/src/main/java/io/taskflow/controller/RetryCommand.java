package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does again what a task did not get done. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Does again what a task did not get done: a revert that failed, an execute that failed and",
      "was not resolved, a request that no worker took."
    })
final class RetryCommand implements Callable<Integer> {

  @Mixin private FlowTarget target = new FlowTarget();

  @Parameters(index = "1", paramLabel = "TASK", description = "The name of a task of it.")
  private String task = "";

  @Mixin private WhoOptions who = new WhoOptions();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Option(
      names = {"-a", "--argument"},
      paramLabel = "NAME=VALUE",
      description = "An argument in place of the one it had: JSON, or a text.")
  private Map<String, String> arguments = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Object> values = new LinkedHashMap<>();
    arguments.forEach((name, text) -> values.put(name, InputOptions.jsonOrText(text)));
    try (Site site = options.open(Broker.NEEDED)) {
      FlowHandle flow = target.in(site);
      return new Asking(site, flow, printing, who)
          .ask(
              "retry of '" + task + "'",
              () -> flow.retry(task, values, who.by(), who.why()),
              event -> event instanceof FlowEvent.TaskRetried e && e.task().equals(task));
    }
  }
}

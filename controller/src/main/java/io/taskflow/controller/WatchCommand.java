package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.runtime.FlowHandle;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Watches a flow. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a flow until it rests, and ends as 'run' does. Ctrl-C asks: detach, suspend or",
      "revert."
    })
final class WatchCommand implements Callable<Integer> {

  @Mixin private FlowTarget target = new FlowTarget();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "How long to watch it; otherwise for ever.")
  private @Nullable Duration timeout;

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws InterruptedException {
    try (Site site = options.open(Broker.USEFUL)) {
      FlowHandle flow = target.in(site);
      return new Watching(site, flow, printing).watch(timeout, null);
    }
  }
}

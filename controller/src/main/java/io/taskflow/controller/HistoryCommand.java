package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Following;
import io.taskflow.controller.site.Site;
import io.taskflow.controller.watch.EventLine;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what happened to a flow. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = "Says what happened to a flow, in order, as far as the journal has kept it.")
final class HistoryCommand implements Callable<Integer> {

  @Mixin private FlowTarget target = new FlowTarget();

  @Option(names = "--all", description = "Also how far tasks had come, which is much of it.")
  private boolean all;

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() {
    try (Site site = options.open(Broker.UNUSED)) {
      FlowHandle flow = target.in(site);
      List<FlowEvent> events =
          Following.fromStart(site.journal(), flow.id()).next().stream()
              .filter(event -> all || !(event instanceof FlowEvent.AttemptProgressed))
              .toList();
      if (printing.isJson()) {
        printing.json(
            Map.of(
                "flow",
                flow.id().value(),
                "events",
                events.stream().map(HistoryCommand::toMap).toList()));
        return ExitCode.DONE;
      }
      List<List<String>> rows = new ArrayList<>();
      for (FlowEvent event : events) {
        EventLine line = EventLine.of(event);
        rows.add(
            List.of(
                Printing.time(line.at()),
                line.subject().isEmpty() ? "(flow)" : line.subject(),
                line.what(),
                line.detail()));
      }
      printing.table(rows);
      return ExitCode.DONE;
    }
  }

  private static Map<String, Object> toMap(FlowEvent event) {
    EventLine line = EventLine.of(event);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("at", line.at());
    map.put("event", event.getClass().getSimpleName());
    map.put("task", line.subject().isEmpty() ? null : line.subject());
    map.put("what", line.what());
    map.put("detail", line.detail());
    return map;
  }
}

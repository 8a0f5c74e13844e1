package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.FlowStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists flows. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Lists flows, those first that were submitted last.")
final class ListCommand implements Callable<Integer> {

  @Option(
      names = "--status",
      split = ",",
      paramLabel = "STATUS",
      description = "Only flows of these statuses: ${COMPLETION-CANDIDATES}.")
  private Set<FlowStatus> statuses = new LinkedHashSet<>();

  @Option(names = "--name", description = "Only flows of this name.")
  private @Nullable String name;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "Only flows that are marked so.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--attention",
      description =
          "Only flows that a person should look at, those first that have waited longest.")
  private boolean attention;

  @Option(names = "--limit", defaultValue = "50", description = "At most so many, 1 to 1000.")
  private int limit;

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() {
    if (attention && !(statuses.isEmpty() && name == null && labels.isEmpty())) {
      throw new IllegalArgumentException(
          "--attention lists all flows that a person should look at, and takes no other filter");
    }
    try (Site site = options.open(Broker.UNUSED)) {
      List<FlowRow> flows =
          attention
              ? site.journal().withAttention(AttentionQuery.oldest(limit))
              : site.journal().flows(new FlowQuery(statuses, name, labels, null, limit));
      if (printing.isJson()) {
        printing.json(Map.of("flows", flows.stream().map(ListCommand::toMap).toList()));
      } else {
        print(flows);
      }
      return ExitCode.DONE;
    }
  }

  private void print(List<FlowRow> flows) {
    if (flows.isEmpty()) {
      printing.line("no flows");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("FLOW", "NAME", "STATUS", "SUBMITTED", "CHANGED", ""));
    for (FlowRow flow : flows) {
      rows.add(
          List.of(
              flow.id().value(),
              flow.name(),
              flow.status().name(),
              Printing.time(flow.submittedAt()),
              Printing.time(flow.changedAt()),
              flow.attentionSince() == null
                  ? ""
                  : "needs a look since " + Printing.time(flow.attentionSince())));
    }
    printing.table(rows);
  }

  /** What lists show of a flow. */
  static Map<String, Object> toMap(FlowRow flow) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", flow.id().value());
    map.put("name", flow.name());
    map.put("status", flow.status().name());
    map.put("labels", flow.labels());
    map.put("submittedAt", flow.submittedAt());
    map.put("changedAt", flow.changedAt());
    map.put("attentionSince", flow.attentionSince());
    FlowRow.Parent parent = flow.parent();
    map.put("parent", parent == null ? null : parent.flow().value());
    return map;
  }
}

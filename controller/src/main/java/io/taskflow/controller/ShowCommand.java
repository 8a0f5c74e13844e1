package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Following;
import io.taskflow.controller.site.Offers;
import io.taskflow.controller.site.Site;
import io.taskflow.controller.watch.FlowTimes;
import io.taskflow.controller.watch.Waits;
import io.taskflow.engine.control.Controls;
import io.taskflow.engine.machine.Attention;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a flow. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows a flow: its inputs, its tasks with results and failures, and why a task is not"
            + " running yet.")
final class ShowCommand implements Callable<Integer> {

  /** Workers answer at once when they are asked who is there. */
  private static final Duration ANSWERS = Duration.ofMillis(300);

  @Mixin private FlowTarget target = new FlowTarget();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws InterruptedException {
    try (Site site = options.open(Broker.USEFUL)) {
      FlowHandle flow = target.in(site);
      FlowTimes times = new FlowTimes();
      times.add(Following.fromStart(site.journal(), flow.id()).next());
      FlowInspection inspection = flow.inspect();
      Offers offers = null;
      boolean waiting = inspection.tasks().stream().anyMatch(t -> t.waitingFor() != null);
      if (waiting && site.brokerProblem() == null) {
        offers = Offers.of(site.workers(ANSWERS));
        inspection = flow.inspect();
      }
      Waits waits =
          new Waits(plan(site, inspection), inspection, offers, site.whyNobodyDrives(flow.id()));
      if (printing.isJson()) {
        printing.json(toMap(inspection, waits, times));
      } else {
        print(inspection, waits, times);
        if (inspection.tasks().stream().anyMatch(ShowCommand::failed)) {
          printing.line("");
          printing.line(flow.failureReport().stripTrailing());
        }
      }
      return ExitCode.DONE;
    }
  }

  private static boolean failed(TaskInspection task) {
    return task.failure() != null || task.revertFailure() != null;
  }

  private static FlowPlan plan(Site site, FlowInspection inspection) {
    String definition = site.journal().definition(inspection.flow().definition()).orElseThrow();
    return FlowCompiler.compile(FlowJson.read(definition), null, Controls.elsewhere());
  }

  private void print(FlowInspection inspection, Waits waits, FlowTimes times) {
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("flow", inspection.flow().id().value()));
    facts.add(List.of("name", inspection.flow().name()));
    facts.add(List.of("status", printing.status(inspection.flow().status().name())));
    facts.add(List.of("submitted", Printing.time(inspection.flow().submittedAt())));
    facts.add(List.of("changed", Printing.time(inspection.flow().changedAt())));
    inspection
        .flow()
        .labels()
        .forEach((name, value) -> facts.add(List.of("label", name + "=" + value)));
    inspection
        .store()
        .forEach((name, value) -> facts.add(List.of("input", name + " = " + value.text())));
    printing.table(facts);
    printing.line("");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("TASK", "TYPE", "STATUS", "TIME", ""));
    for (TaskInspection task : inspection.tasks()) {
      Duration took = times.took(task.name(), Instant.now());
      rows.add(
          List.of(
              task.name(),
              task.type(),
              task.status().name(),
              took == null ? "" : FlowTimes.text(took),
              String.join("; ", notes(task, waits))));
    }
    printing.table(rows);
    for (Attention item : inspection.attention()) {
      printing.line(
          "%s '%s': %s; possible now: %s"
              .formatted(
                  printing.coloured("red", "needs a look:"),
                  item.atom(),
                  item.reason(),
                  String.join(", ", possible(item))));
    }
  }

  private static List<String> notes(TaskInspection task, Waits waits) {
    List<String> notes = new ArrayList<>();
    String why = waits.why(task);
    if (why != null) {
      notes.add(why);
    }
    if (task.worker() != null) {
      notes.add("at " + task.worker());
    }
    if (task.attempts() > 1) {
      notes.add(task.attempts() + " attempts");
    }
    if (task.result() != null) {
      notes.add("= " + task.result().text());
    }
    if (task.failure() != null) {
      notes.add(task.failure().message());
    }
    if (task.revertFailure() != null) {
      notes.add("revert: " + task.revertFailure().message());
    }
    if (task.note() != null) {
      notes.add(task.note().toString());
    }
    if (task.child() != null) {
      notes.add("is flow " + task.child());
    }
    return notes;
  }

  private static List<String> possible(Attention item) {
    return item.possible().stream()
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }

  private static Map<String, Object> toMap(
      FlowInspection inspection, Waits waits, FlowTimes times) {
    Map<String, Object> map = new LinkedHashMap<>(ListCommand.toMap(inspection.flow()));
    map.put("inputs", inspection.store());
    map.put("tasks", inspection.tasks().stream().map(task -> toMap(task, waits, times)).toList());
    map.put(
        "attention",
        inspection.attention().stream()
            .map(
                item ->
                    Map.of(
                        "task", item.atom(),
                        "trouble", item.trouble().name(),
                        "reason", item.reason(),
                        "possible", possible(item)))
            .toList());
    return map;
  }

  private static Map<String, Object> toMap(TaskInspection task, Waits waits, FlowTimes times) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", task.name());
    map.put("type", task.type());
    map.put("topic", task.topic());
    map.put("status", task.status().name());
    map.put("attempts", task.attempts());
    map.put("progress", task.progress());
    Duration took = times.took(task.name(), Instant.now());
    map.put("millis", took == null ? null : took.toMillis());
    map.put("why", waits.why(task));
    map.put("worker", task.worker());
    map.put("result", task.result());
    map.put("failure", message(task.failure()));
    map.put("revertFailure", message(task.revertFailure()));
    map.put("child", task.child() == null ? null : task.child().value());
    return map;
  }

  private static @Nullable String message(@Nullable Failure failure) {
    return failure == null ? null : failure.message();
  }
}

package io.taskflow.controller;

import io.taskflow.controller.site.Site;
import io.taskflow.engine.runtime.WorkerInfo;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists live workers. */
@Command(
    name = "workers",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Asks who is there, and lists the workers that answer. Needs no journal.")
final class WorkersCommand implements Callable<Integer> {

  @Option(
      names = "--wait",
      defaultValue = "1s",
      paramLabel = "DURATION",
      description = "How long to wait for answers.")
  private Duration patience = Duration.ZERO;

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws InterruptedException {
    List<WorkerInfo> workers;
    try (Site site = options.openBroker(List.of())) {
      workers = site.workers(patience);
    }
    if (printing.isJson()) {
      printing.json(Map.of("workers", workers.stream().map(WorkersCommand::toMap).toList()));
    } else if (workers.isEmpty()) {
      printing.line(
          "no worker has answered within %d ms: start one, and give it the same --amqp-uri and"
                  .formatted(patience.toMillis())
              + " --namespace");
    } else {
      print(workers);
    }
    return ExitCode.DONE;
  }

  private void print(List<WorkerInfo> workers) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("WORKER", "HOST", "STATE", "BUSY", "TOPICS", "TASKS"));
    for (WorkerInfo info : workers) {
      WorkerAnnouncement worker = info.announcement();
      rows.add(
          List.of(
              worker.worker(),
              worker.host(),
              worker.state().name(),
              worker.busy() + "/" + worker.slots(),
              String.join(" ", worker.topics()),
              types(worker)));
    }
    printing.table(rows);
  }

  private static String types(WorkerAnnouncement worker) {
    return String.join(
        " ", worker.taskTypes().stream().map(type -> type.name() + ":" + type.version()).toList());
  }

  private static Map<String, Object> toMap(WorkerInfo info) {
    WorkerAnnouncement worker = info.announcement();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("worker", worker.worker());
    map.put("host", worker.host());
    map.put("state", worker.state().name());
    map.put("slots", worker.slots());
    map.put("busy", worker.busy());
    map.put("topics", worker.topics());
    map.put("taskTypes", worker.taskTypes());
    map.put("startedAt", worker.startedAt());
    map.put("seenAt", info.seenAt());
    return map;
  }
}

package io.taskflow.deploy;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.Decision;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import io.taskflow.worker.WorkerMeters;
import io.taskflow.worker.process.ProcessMeters;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What processes show to Prometheus: the text that a registry gives after everything has happened
 * once that engine and worker count.
 *
 * @param labels by metric: the values that each label has
 */
record Exported(Map<String, Map<String, Set<String>>> labels) {

  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-z][a-z0-9_]*)(?:\\{([^}]*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  static Exported byEnginesAndWorkers() {
    PrometheusMeterRegistry meters = ProcessMeters.create();
    try (Transport transport = new InMemoryBroker().connect("metrics");
        Engine engine =
            Engine.builder()
                .transport(transport)
                .journal(new InMemoryJournal(1))
                .meterRegistry(meters)
                .start();
        Worker worker =
            Worker.builder()
                .transport(transport)
                .topic("default")
                .name("worker")
                .tasks(TaskRegistry.builder().addShared("task", context -> null).build())
                .meterRegistry(meters)
                .start()) {
      countAll(meters, new EngineMetrics(meters));
      WorkerMeters.countAll(meters, "worker");
      return of(meters.scrape(), List.of(engine.name(), worker.identity()));
    }
  }

  private static void countAll(PrometheusMeterRegistry meters, EngineMetrics engine) {
    for (FlowStatus status : FlowStatus.values()) {
      if (status.ended()) {
        engine.flowFinished(status, Duration.ofSeconds(1));
      }
    }
    for (Action action : Action.values()) {
      engine.dispatched("topic", action);
      for (String outcome : List.of("succeeded", "failed")) {
        engine.attemptEnded("topic", action, outcome, Duration.ofSeconds(1));
      }
    }
    engine.attemptDeferred("topic");
    engine.attemptParked("topic");
    for (Decision.Code code : Decision.Code.values()) {
      engine.rejected(code);
    }
    for (AtomStatus status : AtomStatus.values()) {
      EngineMetrics.taskEnded(meters, "topic", status, Duration.ofSeconds(1));
    }
  }

  private static Exported of(String text, List<String> shown) {
    if (shown.stream().anyMatch(text::contains)) {
      throw new IllegalStateException("metrics must not have a series for each process: " + shown);
    }
    Map<String, Map<String, Set<String>>> labels = new TreeMap<>();
    Matcher sample = SAMPLE.matcher(text);
    while (sample.find()) {
      Map<String, Set<String>> own = labels.computeIfAbsent(sample.group(1), n -> new HashMap<>());
      if (sample.group(2) != null) {
        Matcher label = LABEL.matcher(sample.group(2));
        while (label.find()) {
          own.computeIfAbsent(label.group(1), n -> new HashSet<>()).add(label.group(2));
        }
      }
    }
    return new Exported(labels);
  }
}

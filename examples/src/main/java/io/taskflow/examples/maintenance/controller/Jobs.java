package io.taskflow.examples.maintenance.controller;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowChange;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.engine.runtime.SubmitOptions;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.maintenance.fleet.Fleet;
import io.taskflow.examples.maintenance.fleet.Host;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The jobs in a controller's journal, and what people are told of them. Not thread-safe. */
final class Jobs {

  private static final String NAME = "rolling-upgrade";

  /** The label that says which controller defined a job. */
  private static final String DEFINED_BY = "controller";

  /** The label that says what a job is for. */
  private static final String VERSION = "version";

  private final EngineHost host;
  private final String controller;
  private final PrintStream out;

  Jobs(EngineHost host, String controller, PrintStream out) {
    this.host = host;
    this.controller = controller;
    this.out = out;
  }

  /** A job, and what it is called in front of people. */
  record Job(FlowHandle flow, String title) {}

  /** What is to be done to a fleet. */
  record Order(Fleet fleet, String version, long upgradeMillis, String faultyHost) {}

  /** What earlier processes left behind, oldest first. */
  List<Job> unfinished() {
    return host.unfinished(NAME, Map.of()).stream().map(this::takenOver).toList();
  }

  private Job takenOver(FlowHandle flow) {
    Map<String, String> labels = flow.inspect().flow().labels();
    String title = "Upgrade to %s".formatted(labels.get(VERSION));
    out.printf("%s goes on, as controller %s defined it%n", title, labels.get(DEFINED_BY));
    return new Job(flow, title);
  }

  /**
   * Begins a job by this controller's definition, for the hosts that have another version; empty if
   * there is none, for instance because the job of an earlier process has just upgraded them.
   */
  Optional<Job> begin(Order order, JobDefinition definition) throws IOException {
    String title = "Upgrade to %s".formatted(order.version());
    List<String> hosts =
        order.fleet().state().hosts().stream()
            .filter(h -> !h.version().equals(order.version()))
            .map(Host::name)
            .toList();
    if (hosts.isEmpty()) {
      out.printf("Every host has version %s%n", order.version());
      return Optional.empty();
    }
    out.printf("%s begins, as controller %s defines it%n", title, controller);
    FlowHandle flow =
        host.engine()
            .submit(
                definition.flow(hosts, order.faultyHost()),
                Map.of(
                    "fleet", order.fleet().directory().toString(),
                    "version", order.version(),
                    "upgradeMillis", order.upgradeMillis()),
                SubmitOptions.DEFAULTS.withLabels(
                    Map.of(DEFINED_BY, controller, VERSION, order.version())));
    return Optional.of(new Job(flow, title));
  }

  /** Shows a job until it ends. */
  @SuppressWarnings("try") // what is heard is printed, not used
  FlowStatus finish(Job job) throws InterruptedException {
    FlowResult result;
    try (FlowHandle.Subscription heard = job.flow().onChange(this::show)) {
      result = job.flow().join();
    }
    out.printf("%s ended %s%n", job.title(), result.status());
    result.failures().forEach((task, why) -> out.printf("  %s: %s%n", task, why.message()));
    result
        .revertFailures()
        .forEach((task, why) -> out.printf("  revert of %s: %s%n", task, why.message()));
    return result.status();
  }

  private void show(FlowChange change) {
    switch (change.event()) {
      case FlowEvent.TaskSucceeded e -> out.println("  done      " + e.task());
      case FlowEvent.TaskFailed e -> out.println("  failed    " + e.task());
      case FlowEvent.TaskReverted e -> out.println("  reverted  " + e.task());
      default -> {
        // Nothing that a person would wait for.
      }
    }
  }
}

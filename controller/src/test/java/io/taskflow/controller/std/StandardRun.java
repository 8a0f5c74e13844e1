package io.taskflow.controller.std;

import io.taskflow.controller.local.LocalRun;
import io.taskflow.controller.local.LocalRun.Outcome;
import io.taskflow.controller.plan.FlowAtoms;
import io.taskflow.engine.document.FlowDocuments;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.flow.yaml.FlowDocument;
import io.taskflow.protocol.Json;
import io.taskflow.worker.std.StandardTasks;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs documents with built-in tasks. */
final class StandardRun {

  private StandardRun() {}

  static Outcome run(StandardTasks tasks, String yaml, Map<String, Json> inputs) throws Exception {
    FlowDocument document = FlowDocuments.standard().read("test.yaml", yaml);
    return new LocalRun(
            document, List.of(tasks), FlowAtoms.topics(document), Duration.ofSeconds(60))
        .run(document.store(inputs), new FlowListener() {}, LocalRun.Show.NOTHING);
  }

  /** The message of the only failure. */
  static String failure(Outcome outcome) {
    return outcome.result().failures().values().iterator().next().message();
  }
}

package io.taskflow.controller;

import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a flow, for people or programs.
 *
 * @param result how it ended
 * @param inspection each task as it was then
 * @param outputs the outputs of its document, those that there are
 * @param report what went wrong; empty if nothing did
 */
record EndOfFlow(
    FlowResult result, FlowInspection inspection, Map<String, Json> outputs, String report) {

  /** Prints it; the exit status. */
  int print(Printing printing) {
    if (printing.isJson()) {
      printing.json(toMap());
    } else {
      List<List<String>> rows = new ArrayList<>();
      outputs.forEach((name, value) -> rows.add(List.of(name, "=", value.text())));
      printing.table(rows);
      if (!report.isEmpty()) {
        printing.line(report.stripTrailing());
      }
      printing.line(
          "flow '%s': %s".formatted(result.name(), printing.status(result.status().name())));
    }
    return switch (result.status()) {
      case SUCCESS -> ExitCode.DONE;
      case REVERTED -> ExitCode.REVERTED;
      default -> ExitCode.FAILED;
    };
  }

  private Map<String, Object> toMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("flow", result.name());
    all.put("id", result.id().value());
    all.put("status", result.status().name());
    all.put("outputs", outputs);
    all.put("tasks", inspection.tasks().stream().map(EndOfFlow::task).toList());
    all.put("report", report);
    return all;
  }

  private static Map<String, Object> task(TaskInspection task) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", task.name());
    map.put("type", task.type());
    map.put("status", task.status().name());
    map.put("attempts", task.attempts());
    map.put("child", task.child() == null ? null : task.child().value());
    return map;
  }
}

package io.taskflow.benchmarks.report;

import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a campaign has measured.
 *
 * @param surroundings the machine and the programs
 * @param results in the order of measuring
 */
public record Report(String surroundings, List<Result> results) {

  public Report {
    results = List.copyOf(results);
  }

  /** All figures, for programs. */
  public Json json() {
    List<Object> all = new ArrayList<>();
    for (Result result : results) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("workload", result.workload());
      fields.put("queues", result.queues());
      fields.put("store", result.store());
      fields.put("oneAtATime", result.oneAtATime());
      fields.put("payloadBytes", result.payloadBytes());
      fields.put("ratioToRaw", result.ratio(Variant.RAW));
      fields.put("ratioToRawStored", result.ratio(Variant.RAW_STORED));
      fields.put("runs", result.runs());
      all.add(fields);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("surroundings", surroundings);
    report.put("results", all);
    return Json.of(report);
  }

  /** Reads what {@link #json} wrote. */
  public static Report read(String text) {
    return Json.parse(text).as(Report.class);
  }
}

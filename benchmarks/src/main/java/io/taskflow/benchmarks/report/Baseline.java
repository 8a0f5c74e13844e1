package io.taskflow.benchmarks.report;

import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ratios of the engine to the raw limit that later measurements are compared with.
 *
 * @param surroundings where they were measured
 * @param ratios the medians by {@link Result#key}
 */
public record Baseline(String surroundings, Map<String, Double> ratios) {

  /** A figure that is so much lower than it was has become slower. */
  public static final double TOLERANCE = 0.1;

  public Baseline {
    ratios = Map.copyOf(ratios);
  }

  /** Those of a report; workloads without an engine or a limit are left out. */
  public static Baseline of(Report report) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (Result result : report.results()) {
      double ratio = result.ratio(Variant.RAW_STORED).median();
      if (ratio > 0) {
        ratios.put(result.key(), Math.round(ratio * 1_000) / 1_000.0);
      }
    }
    return new Baseline(report.surroundings(), ratios);
  }

  /** Reads what {@link #text} wrote. */
  public static Baseline read(String text) {
    return Json.parse(text).as(Baseline.class);
  }

  /** With one ratio a line, so that changes can be seen. */
  public String text() {
    StringBuilder text = new StringBuilder("{\n  \"surroundings\": ");
    text.append(Json.of(surroundings).text()).append(",\n  \"ratios\": {");
    String separator = "\n";
    for (Map.Entry<String, Double> ratio : new TreeMap<>(ratios).entrySet()) {
      text.append(separator).append("    ").append(Json.of(ratio.getKey()).text());
      text.append(": ").append(ratio.getValue());
      separator = ",\n";
    }
    return text.append("\n  }\n}\n").toString();
  }

  /** What has become slower than it was here, in sentences; empty if nothing has. */
  public List<String> slower(Report report) {
    List<String> slower = new ArrayList<>();
    new TreeMap<>(of(report).ratios())
        .forEach(
            (key, now) -> {
              Double before = ratios.get(key);
              if (before != null && now < before * (1 - TOLERANCE)) {
                slower.add(
                    String.format(
                        Locale.ROOT,
                        "%s: %.3f of the raw limit, but the baseline has %.3f",
                        key,
                        now,
                        before));
              }
            });
    return slower;
  }
}

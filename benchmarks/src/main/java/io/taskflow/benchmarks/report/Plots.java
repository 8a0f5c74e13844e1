package io.taskflow.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A report as pictures. */
public final class Plots {

  private static final int WIDTH = 720;
  private static final int LEFT = 190;
  private static final int RIGHT = 90;
  private static final int ROW = 26;
  private static final int TOP = 40;
  private static final int BAR = 16;
  private static final String[] COLOURS = {"#4e79a7", "#f28e2b", "#59a14f", "#b07aa1"};

  private Plots() {}

  /** How near the engine comes to the limit, with the least and the best turn as a thin line. */
  public static String ratios(Report report) {
    List<Result> compared =
        report.results().stream()
            .filter(result -> result.ratio(Variant.RAW_STORED).median() > 0)
            .toList();
    double most =
        compared.stream().mapToDouble(r -> r.ratio(Variant.RAW_STORED).max()).max().orElse(1);
    double scale = (WIDTH - LEFT - RIGHT) / Math.max(1, most);
    Svg svg = new Svg(WIDTH, TOP + ROW * compared.size() + 10);
    svg.text(10, 20, "Engine as a part of the raw limit with one stored row a reply (1 = as fast)");
    svg.line(LEFT + scale, TOP - 8, LEFT + scale, TOP + ROW * compared.size(), "#999");
    for (int i = 0; i < compared.size(); i++) {
      Result result = compared.get(i);
      Spread ratio = result.ratio(Variant.RAW_STORED);
      double y = TOP + ROW * i;
      svg.textBefore(LEFT - 8, y + 12, result.key());
      svg.bar(LEFT, y, ratio.median() * scale, BAR, COLOURS[0]);
      svg.line(LEFT + ratio.min() * scale, y + 8, LEFT + ratio.max() * scale, y + 8, "black");
      svg.text(
          LEFT + ratio.max() * scale + 6,
          y + 12,
          String.format(Locale.ROOT, "%.2f", ratio.median()));
    }
    return svg.toString();
  }

  /** Where the processor time of a step goes, beside that of the limit. */
  public static String costs(Report report) {
    List<String> parts = List.of("broker", "database", "engine", "worker");
    List<ToDoubleFunction<Run>> figures =
        List.of(Run::brokerMicros, Run::databaseMicros, Run::engineMicros, Run::workerMicros);
    List<Result> results =
        report.results().stream().filter(result -> !result.oneAtATime()).toList();
    double most =
        results.stream()
            .mapToDouble(result -> Spread.of(result.of(Variant.ENGINE), Run::micros).median())
            .max()
            .orElse(1);
    double scale = (WIDTH - LEFT - RIGHT) / Math.max(1, most);
    Svg svg = new Svg(WIDTH, TOP + 2 * ROW * results.size() + 10);
    svg.text(10, 20, "Processor time a step, µs");
    for (int part = 0; part < parts.size(); part++) {
      svg.bar(LEFT + 90 * part, 10, 12, 12, COLOURS[part]);
      svg.text(LEFT + 90 * part + 16, 20, parts.get(part));
    }
    double y = TOP;
    for (Result result : results) {
      for (Variant variant : List.of(Variant.RAW_STORED, Variant.ENGINE)) {
        svg.textBefore(LEFT - 8, y + 12, result.key() + " " + variant.title());
        double x = LEFT;
        for (int part = 0; part < parts.size(); part++) {
          double width = Spread.of(result.of(variant), figures.get(part)).median() * scale;
          svg.bar(x, y, width, BAR, COLOURS[part]);
          x += width;
        }
        svg.text(
            x + 6,
            y + 12,
            String.format(
                Locale.ROOT, "%.0f", Spread.of(result.of(variant), Run::micros).median()));
        y += ROW;
      }
    }
    return svg.toString();
  }
}

package io.taskflow.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.benchmarks.work.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BaselineTest {

  private static final Report REPORT =
      new Report("somewhere", List.of(result("W3", false, 1_000, 500)));

  private static Result result(String workload, boolean oneAtATime, double limit, double engine) {
    return new Result(
        workload,
        "quorum",
        "postgres",
        oneAtATime,
        100,
        Map.of(
            Variant.RAW_STORED, List.of(run(limit)),
            Variant.ENGINE, List.of(run(engine))));
  }

  /** A thousand steps at that rate, and flows that take a thousandth of its inverse. */
  private static Run run(double rate) {
    double seconds = 1_000 / rate;
    Outcome outcome =
        new Outcome(100, 1_000, seconds, seconds, 2 * seconds, 10, 1_000, 2_000, 1_000);
    return new Run(outcome, 1, 2, 3, 4, 0, 0.1, 0.5);
  }

  @Test
  void whatIsMoreThanATenthBelowItsRatioHasBecomeSlower() {
    assertThat(new Baseline("", Map.of("W3/quorum/postgres", 0.56)).slower(REPORT))
        .singleElement()
        .asString()
        .contains("W3/quorum/postgres", "0.500", "0.560");
  }

  @Test
  void whatIsATenthBelowItsRatioIsAsFastAsItWas() {
    assertThat(new Baseline("", Map.of("W3/quorum/postgres", 0.55)).slower(REPORT)).isEmpty();
  }

  @Test
  void whatTheBaselineDoesNotHaveIsNotCompared() {
    assertThat(new Baseline("", Map.of("W2/quorum/postgres", 0.9)).slower(REPORT)).isEmpty();
  }

  @Test
  void aLatencyThatIsTwiceThatOfTheLimitIsHalfAsFast() {
    assertThat(result("W5", true, 1_000, 500).ratio(Variant.RAW_STORED).median()).isEqualTo(0.5);
  }

  @Test
  void aReportAndABaselineAreReadAsTheyWereWritten() {
    assertThat(Report.read(REPORT.json().text())).isEqualTo(REPORT);
    Baseline baseline = Baseline.of(REPORT);
    assertThat(baseline.ratios()).containsExactly(Map.entry("W3/quorum/postgres", 0.5));
    assertThat(Baseline.read(baseline.text())).isEqualTo(baseline);
  }

  @Test
  void aPictureShowsEachWorkload() {
    assertThat(Plots.ratios(REPORT)).contains("<svg", "W3/quorum/postgres", "0.50");
    assertThat(Plots.costs(REPORT)).contains("W3/quorum/postgres engine", ">10<");
  }
}

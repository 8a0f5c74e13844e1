package io.taskflow.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.benchmarks.work.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

  /** 2,000 steps in half a second. */
  private static final Run RUN =
      new Run(new Outcome(200, 2_000, 0.5, 1, 2, 10, 2_000, 4_000, 1_000), 1, 2, 3, 4, 0, 0.1, 0.5);

  private static String row(int payloadBytes) {
    Result result =
        new Result(
            "W8_16",
            "quorum",
            "postgres",
            false,
            payloadBytes,
            Map.of(Variant.ENGINE, List.of(RUN)));
    return Table.of(List.of(result)).lines().reduce((first, last) -> last).orElseThrow();
  }

  @Test
  void tellsOfLargePayloadsHowManyMegabytesGoThrough() {
    assertThat(row(16 << 10)).contains("| 4,000 (4,000..4,000), 65.5 MB/s each way |");
  }

  @Test
  void tellsOfSmallOnesStepsOnly() {
    assertThat(row(100)).contains("| 4,000 (4,000..4,000) |");
  }
}

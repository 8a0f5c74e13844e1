package io.taskflow.benchmarks.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.benchmarks.report.Report;
import io.taskflow.benchmarks.report.Result;
import io.taskflow.benchmarks.report.Run;
import io.taskflow.benchmarks.report.Variant;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The harness itself, by as short a run as there can be: its figures mean nothing. */
class LoadBenchmarkTest {

  @TempDir private Path directory;

  @Test
  void oneRunOfTheRawLimitAndTheEngineGivesFiguresOfBoth() throws Exception {
    Path json = directory.resolve("report.json");
    StringWriter out = new StringWriter();
    int status =
        new CommandLine(new LoadBenchmark())
            .setOut(new PrintWriter(out, true))
            .execute(
                "W3",
                "--store",
                "sqlite",
                "--flows",
                "20",
                "--seconds",
                "0.1",
                "--warm-up",
                "0",
                "--runs",
                "1",
                "--variants",
                "RAW_STORED,ENGINE",
                "--json",
                json.toString());

    assertThat(status).as(out.toString()).isZero();
    Result result = Report.read(Files.readString(json)).results().getFirst();
    assertThat(result.key()).isEqualTo("W3/quorum/sqlite");
    assertThat(result.ratio(Variant.RAW_STORED).median()).isPositive();
    for (Variant variant : new Variant[] {Variant.RAW_STORED, Variant.ENGINE}) {
      Run run = result.of(variant).getFirst();
      assertThat(run.outcome().flows()).isPositive().isEqualTo(run.outcome().steps() / 10);
      assertThat(run.rate()).isPositive();
      assertThat(run.engineMicros()).isPositive();
      assertThat(run.workerMicros()).isPositive();
      assertThat(run.rowsOfCommit()).isGreaterThanOrEqualTo(1);
      assertThat(run.messagesOfStep()).isGreaterThanOrEqualTo(2);
      assertThat(run.outcome().p99Millis()).isGreaterThanOrEqualTo(run.outcome().p50Millis());
    }
    assertThat(out.toString()).contains("| W3 | quorum, sqlite | engine |");
  }
}

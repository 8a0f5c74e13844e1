package io.taskflow.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three minutes of {@code deploy/chaos.sh}. The system property {@code taskflow.chaos.seed} gives
 * the seed of an earlier run; ledger and logs of a run that fails stay in the build directory.
 */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class ChaosTest {

  private static final Duration TIME = Duration.ofMinutes(3);

  @Test
  void everyFlowIsAllOrNothingWhileProcessesBrokerAndDatabaseAreDisturbed() throws Exception {
    long seed = Long.getLong("taskflow.chaos.seed", new Random().nextInt(1_000_000));
    Path directory = Files.createDirectories(Path.of("target", "chaos")).toAbsolutePath();
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);

    ChaosReport report =
        new Campaign(
                new ChaosSettings(
                    seed,
                    TIME,
                    Duration.ofMinutes(3),
                    Duration.ofSeconds(3),
                    2,
                    3,
                    Files.createTempDirectory(directory, "seed-" + seed + "-")),
                out)
            .run();

    report.print(out);
    System.out.println(text);
    assertThat(report.violations()).as(text.toString()).isEmpty();
    // How many kinds of faults and how many flows there is time for depends on the machine.
    assertThat(report.faults()).as(text.toString()).isNotEmpty();
    assertThat(report.flows()).as(text.toString()).isPositive();
  }
}

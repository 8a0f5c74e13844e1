package io.taskflow.testkit.chaos;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a {@link Campaign}. Exit status 1 if something happened that should never be. */
@Command(
    name = "chaos",
    showDefaultValues = true,
    description = "Disturbs engines, workers, broker and database while flows run.")
public final class Chaos implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this")
  private boolean help;

  @Option(names = "--minutes", paramLabel = "M", defaultValue = "3", description = "how long")
  private double minutes;

  @Option(names = "--seed", paramLabel = "S", description = "of all chance; default: a new one")
  private @Nullable Long seed;

  @Option(names = "--engines", defaultValue = "2", description = "engine processes, from 2")
  private int engines;

  @Option(names = "--workers", defaultValue = "3", description = "worker processes, from 2")
  private int workers;

  @Option(
      names = "--lease-millis",
      defaultValue = "10000",
      description = "how long a partition stays an engine's that can't renew its lease")
  private long leaseMillis;

  @Option(names = "--rest-seconds", defaultValue = "180", description = "bound for coming to rest")
  private long restSeconds;

  @Option(names = "--directory", defaultValue = ".", description = "for the ledger and the logs")
  private Path directory = Path.of(".");

  /** Runs the program, and ends the process. */
  public static void main(String[] arguments) {
    // Before the first logger is made. The fault itself is printed; what clients say of it is not.
    System.setProperty("logback.configurationFile", "io/taskflow/testkit/chaos/logback.xml");
    System.setProperty("chaos.log.level", "OFF");
    System.exit(new CommandLine(new Chaos()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    ChaosSettings settings =
        new ChaosSettings(
            seed == null ? new Random().nextInt(1_000_000) : seed,
            Duration.ofMillis(Math.round(minutes * 60_000)),
            Duration.ofSeconds(restSeconds),
            Duration.ofMillis(leaseMillis),
            engines,
            workers,
            directory.toAbsolutePath());
    ChaosReport report = new Campaign(settings, out).run();
    report.print(out);
    return report.succeeded() ? 0 : 1;
  }
}

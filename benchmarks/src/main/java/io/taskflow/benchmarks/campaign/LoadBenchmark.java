package io.taskflow.benchmarks.campaign;

import io.taskflow.benchmarks.Surroundings;
import io.taskflow.benchmarks.report.Baseline;
import io.taskflow.benchmarks.report.Report;
import io.taskflow.benchmarks.report.Result;
import io.taskflow.benchmarks.report.Table;
import io.taskflow.benchmarks.report.Variant;
import io.taskflow.worker.WorkerBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures workloads end to end, and the raw limit in the same run. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = "Engine and workers over a real broker and database, and the raw limit of these.")
public final class LoadBenchmark implements Callable<Integer> {

  @Parameters(arity = "0..*", description = "${COMPLETION-CANDIDATES}; default: W1 to W5")
  private List<Workload> workloads = List.of();

  @Option(names = "--queues", split = ",", defaultValue = "quorum", description = "quorum, classic")
  private List<String> queues = List.of();

  @Option(
      names = "--store",
      split = ",",
      defaultValue = "postgres",
      description = "postgres, sqlite")
  private List<String> stores = List.of();

  @Option(names = "--seconds", defaultValue = "10", description = "of a turn (${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      description =
          "most seconds of each workload and variant that don't count, until compilers rest"
              + " (${DEFAULT-VALUE})")
  private double warmUp;

  @Option(names = "--runs", defaultValue = "5", description = "turns of each (${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--flows",
      defaultValue = "0",
      description = "of a batch; 0: as many as the workload has")
  private int flows;

  @Option(
      names = "--variants",
      split = ",",
      defaultValue = "RAW,RAW_STORED,ENGINE",
      description = "${COMPLETION-CANDIDATES}; default: all")
  private List<Variant> variants = List.of();

  @Option(
      names = "--engines",
      split = ",",
      defaultValue = "1",
      description = "processes (${DEFAULT-VALUE})")
  private List<Integer> engines = List.of();

  @Option(
      names = "--workers",
      split = ",",
      defaultValue = "1",
      description = "processes (${DEFAULT-VALUE})")
  private List<Integer> workers = List.of();

  @Option(
      names = "--slots",
      defaultValue = "" + WorkerBuilder.DEFAULT_SLOTS,
      description = "of a worker (${DEFAULT-VALUE})")
  private int slots;

  @Option(names = "--prefetch", defaultValue = "0", description = "of a worker; 0: its default")
  private int prefetch;

  @Option(names = "--json", description = "where to write all figures")
  private @Nullable Path json;

  @Option(names = "--baseline", description = "ratios to compare with; exit status 1 if slower")
  private @Nullable Path baseline;

  @Option(names = "--write-baseline", description = "where to write the ratios")
  private @Nullable Path newBaseline;

  @Spec private @Nullable CommandSpec spec;

  /** Runs the benchmark and ends the process. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new LoadBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    String surroundings = Surroundings.describe() + ", " + Instant.now();
    out.println(surroundings);
    List<Workload> wanted =
        workloads.isEmpty()
            ? List.of(Workload.W1, Workload.W2, Workload.W3, Workload.W4, Workload.W5)
            : workloads;
    wanted.forEach(workload -> out.printf("%s: %s%n", workload, workload.description()));
    Campaign campaign = new Campaign(wanted, variants, seconds, warmUp, runs, flows);
    List<Result> results = new ArrayList<>();
    for (Setup setup : setups()) {
      results.addAll(campaign.measure(setup, Files.createTempDirectory("taskflow-benchmark"), out));
      // What comes later may fail, and it has taken long to come here.
      write(new Report(surroundings, results));
    }
    return finish(new Report(surroundings, results), out);
  }

  /** All combinations; SQLite has one engine only. */
  private List<Setup> setups() {
    List<Setup> setups = new ArrayList<>();
    for (String queue : queues) {
      for (String store : stores) {
        for (int engineCount : store.equals("sqlite") ? List.of(1) : engines) {
          for (int workerCount : workers) {
            setups.add(new Setup(queue, store, engineCount, workerCount, slots, prefetch, false));
          }
        }
      }
    }
    return setups;
  }

  private void write(Report report) throws IOException {
    if (json != null) {
      Files.writeString(json, report.json().text() + "\n");
    }
  }

  private int finish(Report report, PrintWriter out) throws IOException {
    out.println();
    out.println(Table.of(report.results()));
    if (json != null) {
      out.println("All figures are in " + json);
    }
    if (newBaseline != null) {
      Files.writeString(newBaseline, Baseline.of(report).text());
    }
    if (baseline == null) {
      return CommandLine.ExitCode.OK;
    }
    List<String> slower = Baseline.read(Files.readString(baseline)).slower(report);
    slower.forEach(out::println);
    return slower.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}

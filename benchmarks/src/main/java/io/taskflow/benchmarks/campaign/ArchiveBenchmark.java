package io.taskflow.benchmarks.campaign;

import io.taskflow.benchmarks.Surroundings;
import io.taskflow.benchmarks.load.ArchiveWriter;
import io.taskflow.benchmarks.load.Load;
import io.taskflow.benchmarks.peer.Peer;
import io.taskflow.benchmarks.work.Outcome;
import io.taskflow.protocol.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** W7: what an engine needs whose journal has very many flows, many of them dormant. */
@Command(
    name = "W7",
    mixinStandardHelpOptions = true,
    description = "Start-up, heap, submissions and lists of an engine with very many flows.")
public final class ArchiveBenchmark implements Callable<Integer> {

  /** As many as there are if nobody says otherwise. */
  private static final int PARTITIONS = 8;

  private static final int HEAP_MEGABYTES = 2_048;

  @Option(names = "--flows", defaultValue = "1000000", description = "${DEFAULT-VALUE}")
  private int flows;

  @Option(names = "--dormant", defaultValue = "200000", description = "of them, ${DEFAULT-VALUE}")
  private int dormant;

  @Option(names = "--queues", defaultValue = "quorum", description = "quorum or classic")
  private String queues = "quorum";

  @Option(names = "--store", defaultValue = "postgres", description = "postgres or sqlite")
  private String store = "postgres";

  @Spec private @Nullable CommandSpec spec;

  /** Runs the benchmark and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ArchiveBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(Surroundings.describe());
    Path directory = Files.createTempDirectory("taskflow-benchmark");
    try (Servers servers = Servers.start(directory, store)) {
      String url = servers.jdbcUrl("engine");
      long begun = System.nanoTime();
      ArchiveWriter.fill(url, flows, dormant);
      out.printf(
          "%,d flows, %,d of them dormant, written in %.0f s%n", flows, dormant, seconds(begun));
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("benchmark", "W7");
      figures.put("store", store);
      figures.put("flows", flows);
      figures.put("dormant", dormant);
      measure(directory, servers, url, figures);
      out.println(Json.of(figures).text());
      return CommandLine.ExitCode.OK;
    }
  }

  private void measure(Path directory, Servers servers, String url, Map<String, Object> figures) {
    String broker = servers.broker();
    try (Peer worker = Load.worker("worker-1", directory, broker, queues, 16, 0, 512)) {
      figures.put("withoutInboxesSeconds", startWithoutInboxes(directory, broker, url));
      startAndUse(directory, broker, url, figures);
      figures.put("messagesOfWorker", worker.ask("counters", 0).member("confirmed"));
    }
  }

  /** The broker is new: answers may be lost, so all flows that have not ended are looked at. */
  private double startWithoutInboxes(Path directory, String broker, String url) {
    long begun = System.nanoTime();
    try (Peer engine =
        Load.engine("engine-0", directory, broker, url, queues, false, HEAP_MEGABYTES)) {
      engine.ask("partitions", PARTITIONS);
      run(engine, 1);
      double seconds = seconds(begun);
      // Until flows of all partitions have ended: those that have no inbox yet would have the next
      // engine look at all flows again.
      run(engine, 2);
      return seconds;
    }
  }

  private void startAndUse(Path directory, String broker, String url, Map<String, Object> figures) {
    long begun = System.nanoTime();
    try (Peer engine =
        Load.engine("engine-1", directory, broker, url, queues, false, HEAP_MEGABYTES)) {
      engine.ask("partitions", PARTITIONS);
      figures.put("startSeconds", seconds(begun));
      figures.put("heapMiB", mebibytes(engine.ask("heap", 0)));
      Outcome first = run(engine, 1);
      figures.put("firstFlowMillis", first.p50Millis());
      run(engine, 5);
      Outcome oneByOne = run(engine, 10);
      figures.put("flowP50Millis", oneByOne.p50Millis());
      figures.put("flowP99Millis", oneByOne.p99Millis());
      engine.ask("lists", 0);
      figures.put("lists", engine.ask("lists", 0));
      figures.put("heapAfterMiB", mebibytes(engine.ask("heap", 0)));
    }
  }

  private static Outcome run(Peer engine, double seconds) {
    return engine.ask("run", Workload.W5.job().withSeconds(seconds)).as(Outcome.class);
  }

  private static double mebibytes(Json bytes) {
    return Math.round(bytes.as(Long.class) / 1024.0 / 1024.0 * 10) / 10.0;
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}

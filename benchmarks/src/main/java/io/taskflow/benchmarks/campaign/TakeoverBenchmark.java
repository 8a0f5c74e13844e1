package io.taskflow.benchmarks.campaign;

import io.taskflow.benchmarks.Surroundings;
import io.taskflow.benchmarks.peer.Peer;
import io.taskflow.benchmarks.work.Job;
import io.taskflow.benchmarks.work.Shape;
import io.taskflow.protocol.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** W6: how long the flows of an engine that is killed stand still. */
@Command(
    name = "W6",
    mixinStandardHelpOptions = true,
    description =
        "Two engines share flows whose tasks take a while; one is killed, the other takes over.")
public final class TakeoverBenchmark implements Callable<Integer> {

  private static final int TASKS = 10;
  private static final int WARM_UP_FLOWS = 100;
  private static final Duration LOOK = Duration.ofMillis(50);

  @Option(
      names = "--flows",
      defaultValue = "2000",
      description = "in flight, half of them of the engine that is killed (${DEFAULT-VALUE})")
  private int flows;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "tasks a second that end meanwhile: half of what W3 gives (${DEFAULT-VALUE})")
  private int rate;

  @Option(names = "--queues", defaultValue = "quorum", description = "quorum or classic")
  private String queues = "quorum";

  @Option(
      names = "--limit",
      defaultValue = "300",
      description = "seconds until all flows must have ended (${DEFAULT-VALUE})")
  private int limit;

  @Spec private @Nullable CommandSpec spec;

  /** Runs the benchmark and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TakeoverBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(Surroundings.describe());
    Setup setup = new Setup(queues, "postgres", 2, 1, flows, 0, true);
    int millis = Math.max(1, (int) (1_000L * flows / rate));
    Job job = Job.of(flows, TASKS, Shape.CHAIN, 100).withTaskMillis(millis);
    try (Site site =
        Site.start(setup, Files.createTempDirectory("taskflow-benchmark"), false, true)) {
      Peer killed = site.engines().getFirst();
      Peer heir = site.engines().getLast();
      Job warmUp = job.withFlows(WARM_UP_FLOWS).withTaskMillis(0).withSeconds(10);
      killed.ask("run", warmUp);
      heir.ask("run", warmUp);
      out.printf("%,d flows of %d tasks that take %d ms each%n", flows, TASKS, millis);
      killed.ask("submit", job);
      LockSupport.parkNanos(Duration.ofMillis(2L * millis).toNanos());
      killed.kill();
      long killedAtMillis = System.currentTimeMillis();
      int orphans = heir.ask("watch", 0).as(Integer.class);
      Json heard = await(heir, orphans);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("benchmark", "W6");
      figures.put("orphans", orphans);
      figures.put("firstSeconds", (number(heard, "firstAtMillis") - killedAtMillis) / 1e3);
      figures.put("lastSeconds", (number(heard, "lastAtMillis") - killedAtMillis) / 1e3);
      figures.putAll(awaitEnd(site.workers().getFirst()));
      out.println(Json.of(figures).text());
      return CommandLine.ExitCode.OK;
    }
  }

  private Json await(Peer heir, int orphans) {
    long start = System.nanoTime();
    while (true) {
      Json heard = heir.ask("heard", 0);
      if (number(heard, "count") == orphans) {
        return heard;
      }
      pause(start, "%d of %d flows go on".formatted(number(heard, "count"), orphans));
    }
  }

  private Map<String, Object> awaitEnd(Peer worker) {
    long start = System.nanoTime();
    long tasks = (long) flows * TASKS;
    while (Site.counter(worker, "keys") < tasks) {
      pause(start, "%d of %d tasks have been run".formatted(Site.counter(worker, "keys"), tasks));
    }
    return Map.of("tasks", tasks, "runTwice", Site.counter(worker, "runs") - tasks);
  }

  private void pause(long startNanos, String state) {
    if (System.nanoTime() - startNanos > Duration.ofSeconds(limit).toNanos()) {
      throw new IllegalStateException("after " + limit + " s only " + state);
    }
    LockSupport.parkNanos(LOOK.toNanos());
  }

  private static long number(Json object, String member) {
    return Objects.requireNonNull(object.member(member)).as(Long.class);
  }
}

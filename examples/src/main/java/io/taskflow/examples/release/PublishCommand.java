package io.taskflow.examples.release;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.engine.runtime.SubmitOptions;
import io.taskflow.examples.host.BrokerOption;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.progress.LiveProgress;
import io.taskflow.examples.progress.PlainView;
import io.taskflow.examples.release.source.SourceTree;
import io.taskflow.examples.release.tasks.ReleaseTasks;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes a directory. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = {
      "Stores every file of a directory under its hash and switches 'current' to the new release.",
      "If any file fails, no file, row or pointer of the release is left. Kill it at any time, and",
      "publish the same again: it goes on where it stopped.",
      "Exit code 0: published. 1: failed and reverted. 2: not begun."
    })
final class PublishCommand implements Callable<Integer> {

  private static final int LOCAL_SLOTS = 4;

  @Parameters(paramLabel = "DIRECTORY", description = "What to publish.")
  private Path directory = Path.of("");

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIRECTORY",
      description = "Where releases are kept; made if it is not there.")
  private Path store = Path.of("");

  @Option(
      names = "--journal",
      required = true,
      paramLabel = "FILE",
      description = "SQLite file in which the engine keeps its flows; made if it is not there.")
  private Path journal = Path.of("");

  @Option(names = "--name", description = "Name of the release; default: the time of day.")
  private String name =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS")
          .withZone(ZoneOffset.UTC)
          .format(Instant.now());

  @Option(
      names = "--exclude",
      paramLabel = "NAME",
      description = "Leave out files and directories of this name, wherever they are.")
  private List<String> excludes = new ArrayList<>();

  @Option(names = "--size-limit", paramLabel = "BYTES", description = "Fail if a file is longer.")
  private long sizeLimitBytes = Long.MAX_VALUE;

  @Option(
      names = "--store-limit",
      paramLabel = "BYTES",
      description = "Fail if the objects of the store would take more on the disk.")
  private long storeLimitBytes = Long.MAX_VALUE;

  @Option(
      names = "--fail-at",
      paramLabel = "FILE",
      description = "Fail when everything is done for this file, to see the revert.")
  private @Nullable String failAt;

  @Mixin private BrokerOption broker = new BrokerOption();

  @Override
  public Integer call() throws Exception {
    ReleaseSettings settings =
        ReleaseSettings.of(name, store)
            .withExcludes(excludes)
            .withLimits(sizeLimitBytes, storeLimitBytes)
            .withFailAt(failAt);
    ReleasePlan plan = ReleasePlan.of(SourceTree.scan(directory, Set.copyOf(excludes)), settings);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.printf(
        "Release '%s': %,d files, %,d bytes, %,d tasks%n",
        name, plan.source().files().size(), plan.source().sizeBytes(), plan.taskCount());

    FlowResult result;
    try (EngineHost host = host()) {
      result = publish(plan, host, out);
    }
    if (result.status() == FlowStatus.SUCCESS) {
      out.printf("Published '%s'.%n", name);
      return ReleaseExample.DONE;
    }
    out.printf("Not published: the flow ended %s.%n", result.status());
    result.failures().forEach((task, failure) -> out.printf("  %s: %s%n", task, failure.message()));
    result
        .revertFailures()
        .forEach((task, failure) -> out.printf("  revert of %s: %s%n", task, failure.message()));
    return ReleaseExample.NOT_DONE;
  }

  @SuppressWarnings("try") // what is shown is open, not used
  private FlowResult publish(ReleasePlan plan, EngineHost host, PrintStream out)
      throws InterruptedException {
    Map<String, String> labels =
        Map.of("release", name, "store", String.valueOf(plan.values().get("store")));
    Optional<FlowHandle> begun = host.unfinished(plan.flow().name(), labels).stream().findFirst();
    begun.ifPresent(flow -> out.println("Going on with what an earlier process has begun."));
    FlowHandle flow =
        begun.orElseGet(
            () ->
                host.engine()
                    .submit(plan.flow(), plan.values(), SubmitOptions.DEFAULTS.withLabels(labels)));
    ReleaseProgress progress = ReleaseProgress.follow(flow, plan, "release '" + name + "'");
    try (progress;
        LiveProgress shown = LiveProgress.show(progress.tracker(), new PlainView(out))) {
      FlowResult result = flow.join();
      progress.end();
      return result;
    }
  }

  private EngineHost host() {
    return !broker.given()
        ? EngineHost.local(journal)
            .withWorker("worker", ReleaseTasks.TOPIC, LOCAL_SLOTS, new ReleaseTasks())
        : EngineHost.withBroker("release", broker.settings(), journal);
  }
}

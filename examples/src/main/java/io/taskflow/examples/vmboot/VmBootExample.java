package io.taskflow.examples.vmboot;

import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.host.Logging;
import io.taskflow.examples.vmboot.cloud.Fault;
import io.taskflow.examples.vmboot.cloud.Fault.Effect;
import io.taskflow.examples.vmboot.cloud.Resource;
import io.taskflow.examples.vmboot.cloud.SimulatedCloud;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Boots a virtual machine in a simulated cloud, and shows what the cloud has afterwards. */
@Command(
    name = "vmboot",
    mixinStandardHelpOptions = true,
    description = {
      "Boots a virtual machine in a simulated cloud, all in this process.",
      "Exit code 0: it runs. 1: it failed, and every resource was given back. 2: not begun.",
      "3: something leaked."
    })
public final class VmBootExample implements Callable<Integer> {

  private static final int SLOTS = 4;
  private static final int FAILED = 1;
  private static final int NOT_BEGUN = 2;
  private static final int LEAKED = 3;

  @Option(names = "--journal", required = true, description = "SQLite file of the engine.")
  private Path journal = Path.of("");

  @Option(
      names = "--fail",
      paramLabel = "KIND",
      description = "Lose the answer to the creation of: ${COMPLETION-CANDIDATES}.")
  private @Nullable Failing fail;

  /** Kinds of resources whose creation can be made to fail. */
  private enum Failing {
    networks,
    volumes,
    addresses,
    servers
  }

  /** Runs the example and ends the process. */
  public static void main(String[] arguments) {
    Logging.toConsole();
    System.exit(run(arguments));
  }

  /** Runs the example and returns its exit code. */
  static int run(String... arguments) {
    return new CommandLine(new VmBootExample())
        .setExitCodeExceptionMapper(problem -> NOT_BEGUN)
        .execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (SimulatedCloud cloud = SimulatedCloud.start(Map.of(), Duration.ofMillis(500));
        EngineHost host =
            EngineHost.local(journal)
                .withWorker("worker", VmBootTasks.TOPIC, SLOTS, new VmBootTasks())) {
      if (fail != null) {
        cloud.inject(new Fault("POST", fail.name(), Effect.ANSWER_LOST));
      }
      FlowResult result = host.engine().submit(VmBootFlow.flow(), values(cloud)).join();
      out.println("The flow ended " + result.status() + ".");
      result.failures().forEach((task, why) -> out.println("  " + task + ": " + why.message()));
      return report(out, result, cloud.resources());
    }
  }

  /** What the flow needs, for a small machine. */
  static Map<String, Object> values(SimulatedCloud cloud) {
    return Map.of(
        "cloud", cloud.uri().toString(), "vmName", "web-1", "imageName", "debian", "sizeGib", 20);
  }

  private static int report(PrintStream out, FlowResult result, List<Resource> resources) {
    out.println("The cloud has:");
    resources.forEach(r -> out.printf("  %-12s %s %s%n", r.id(), r.status(), r.attributes()));
    return switch (result.status()) {
      case SUCCESS -> CommandLine.ExitCode.OK;
      default -> resources.isEmpty() ? FAILED : LEAKED;
    };
  }
}

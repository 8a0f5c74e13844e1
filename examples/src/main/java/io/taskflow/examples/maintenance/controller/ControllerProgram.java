package io.taskflow.examples.maintenance.controller;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.examples.host.BrokerOption;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.host.Logging;
import io.taskflow.examples.maintenance.fleet.Fleet;
import io.taskflow.examples.maintenance.tasks.MaintenanceTasks;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The program of a maintenance controller, whatever its version. */
@Command(
    mixinStandardHelpOptions = true,
    description = {
      "Goes on with the jobs that are unfinished in the journal, whichever controller began them,",
      "and then upgrades those hosts that have another version, by its own definition. Kill it at any time, and",
      "start it again, or another version of it, with the same journal.",
      "Exit code 0: all jobs succeeded. 1: one was reverted, or failed. 2: not begun."
    })
public final class ControllerProgram implements Callable<Integer> {

  private static final int LOCAL_SLOTS = 4;
  private static final String FIRST_VERSION = "1.0";

  private final String controller;
  private final JobDefinition definition;

  @Option(
      names = "--fleet",
      required = true,
      paramLabel = "DIRECTORY",
      description = "Where the simulated fleet is kept; made if it is not there.")
  private Path fleetDirectory = Path.of("");

  @Option(
      names = "--hosts",
      defaultValue = "4",
      description = "How many hosts a new fleet has; default: ${DEFAULT-VALUE}.")
  private int hosts;

  @Option(
      names = "--journal",
      required = true,
      paramLabel = "FILE",
      description = "SQLite file in which the engine keeps its flows; made if it is not there.")
  private Path journal = Path.of("");

  @Mixin private BrokerOption broker = new BrokerOption();

  @Option(
      names = "--upgrade-to",
      paramLabel = "VERSION",
      description = "Begin a job; without it only unfinished ones are ended.")
  private @Nullable String version;

  @Option(
      names = "--upgrade-millis",
      defaultValue = "2000",
      description = "How long the upgrade of a host takes; default: ${DEFAULT-VALUE}.")
  private long upgradeMillis;

  @Option(
      names = "--faulty-host",
      defaultValue = "",
      paramLabel = "HOST",
      description = "A host of the new job whose verification is to fail, to see the revert.")
  private String faultyHost = "";

  private ControllerProgram(String controller, JobDefinition definition) {
    this.controller = controller;
    this.definition = definition;
  }

  /**
   * Runs a controller to its end.
   *
   * @param controller its version, a mark on the jobs that it begins
   * @return the exit code
   */
  public static int run(String controller, JobDefinition definition, String... arguments) {
    Logging.toConsole();
    return new CommandLine(new ControllerProgram(controller, definition))
        .setCommandName("controller-" + controller)
        .setExecutionExceptionHandler(ControllerProgram::explain)
        .execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Fleet fleet = Fleet.openOrCreate(fleetDirectory, hosts, FIRST_VERSION);
    out.printf("Controller %s, process %d%n", controller, ProcessHandle.current().pid());
    boolean good = true;
    try (EngineHost host = host()) {
      Jobs jobs = new Jobs(host, controller, out);
      for (Jobs.Job job : jobs.unfinished()) {
        good &= jobs.finish(job) == FlowStatus.SUCCESS;
      }
      if (version != null) {
        Jobs.Order order = new Jobs.Order(fleet, version, upgradeMillis, faultyHost);
        Optional<Jobs.Job> job = jobs.begin(order, definition);
        good &= job.isEmpty() || jobs.finish(job.get()) == FlowStatus.SUCCESS;
      }
    }
    fleet
        .state()
        .hosts()
        .forEach(
            h ->
                out.printf(
                    "%-10s version %s, %s, runs %s%n",
                    h.name(),
                    h.version(),
                    h.inService() ? "in service" : "OUT OF SERVICE",
                    String.join(" ", h.workloads())));
    return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private EngineHost host() {
    return !broker.given()
        ? EngineHost.local(journal)
            .withWorker("worker", MaintenanceTasks.TOPIC, LOCAL_SLOTS, new MaintenanceTasks())
        : EngineHost.withBroker("controller-" + controller, broker.settings(), journal);
  }

  private static int explain(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println(command.getCommandName() + ": " + problem.getMessage());
    return CommandLine.ExitCode.USAGE;
  }
}

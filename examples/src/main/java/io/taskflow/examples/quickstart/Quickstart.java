package io.taskflow.examples.quickstart;

import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.host.Logging;
import io.taskflow.examples.progress.BarsView;
import io.taskflow.examples.progress.PlainView;
import io.taskflow.examples.progress.ProgressView;
import io.taskflow.examples.release.source.SourceTree;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Publishes a directory as a release by two workers, one of which is lost halfway, and then fails
 * at the same in an empty store, to show that nothing is left. {@code deploy/quickstart.sh}
 * prepares what it needs.
 */
@Command(name = "quickstart", mixinStandardHelpOptions = true)
public final class Quickstart implements Callable<Integer> {

  @Parameters(paramLabel = "DIRECTORY", description = "What to publish.")
  private Path directory = Path.of("");

  @Option(
      names = "--work",
      required = true,
      description = "Empty directory for journal, store and logs.")
  private Path work = Path.of("");

  @Option(names = "--broker", description = "URI of a RabbitMQ; without it all is in this process.")
  private @Nullable URI broker;

  @Option(names = "--no-chaos", description = "Lose no worker.")
  private boolean noChaos;

  @Option(names = "--exclude", description = "Leave out files and directories of this name.")
  private List<String> excludes = new ArrayList<>();

  @Option(
      names = "--columns",
      defaultValue = "0",
      description = "Width of the terminal; 0 if there is none, for plain lines.")
  private int columns;

  @Option(names = "--jars", split = ",", description = "Jars with the tasks, for the workers.")
  private List<Path> jars = new ArrayList<>();

  @Option(
      names = "--worker-class-path",
      description = "Class path of the workers; default: that of this process.")
  private String workerClassPath = System.getProperty("java.class.path");

  /** Runs the quickstart and ends the process: 0 if everything went as it should. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Quickstart())
            .setExecutionExceptionHandler(Quickstart::explain)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Logging.toFile(work.resolve("engine.log"));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    SourceTree source = SourceTree.scan(directory, Set.copyOf(excludes));
    try (EngineHost host = host();
        Crew crew = crew(host)) {
      // What Ctrl-C interrupts must not go on by itself.
      Runtime.getRuntime().addShutdownHook(new Thread(crew::close, "stop-workers"));
      introduce(out, source, crew);
      crew.awaitReady(host.engine());
      Stage stage = new Stage(host.engine(), crew, () -> view(out));
      Show show = new Show(out, stage, source, excludes, work);
      return show.run(!noChaos) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** Where the workers note what they run. */
  static Path runLog(Path work) {
    return work.resolve("runs");
  }

  private void introduce(PrintStream out, SourceTree source, Crew crew) {
    out.printf(
        "  directory  %s: %,d files, %,d bytes%n",
        source.directory(), source.files().size(), source.sizeBytes());
    out.printf(
        "  engine     in process %d, with a SQLite journal%n", ProcessHandle.current().pid());
    if (broker != null) {
      out.printf("  broker     RabbitMQ at %s:%d%n", broker.getHost(), broker.getPort());
    }
    out.printf("  workers    %s%n", crew.description());
  }

  private EngineHost host() {
    Path journal = work.resolve("journal.db");
    return broker == null
        ? EngineHost.local(journal)
        : EngineHost.withBroker("quickstart", broker, journal);
  }

  private Crew crew(EngineHost host) throws IOException {
    return broker == null
        ? new LocalCrew(host)
        : new ProcessCrew(broker, work, workerClassPath, jars);
  }

  private ProgressView view(PrintStream out) {
    return columns > 0 ? new BarsView(out, columns) : new PlainView(out);
  }

  private static int explain(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("quickstart: " + problem.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }
}

package io.taskflow.benchmarks.campaign;

import io.taskflow.benchmarks.report.Plots;
import io.taskflow.benchmarks.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes pictures of a report. */
@Command(
    name = "plot",
    mixinStandardHelpOptions = true,
    description = "Makes pictures of what --json has written.")
public final class PlotCommand implements Callable<Integer> {

  @Parameters(index = "0", description = "the report")
  private Path report = Path.of("");

  @Parameters(index = "1", description = "where the pictures go")
  private Path directory = Path.of("");

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PlotCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Report read = Report.read(Files.readString(report));
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("benchmark-ratios.svg"), Plots.ratios(read));
    Files.writeString(directory.resolve("benchmark-costs.svg"), Plots.costs(read));
    return CommandLine.ExitCode.OK;
  }
}

package io.taskflow.controller;

import io.taskflow.controller.graph.GraphFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws a flow. */
@Command(
    name = "graph",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Draws a flow with its deciders, retries and flows within flows.")
final class GraphCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A flow document, YAML or JSON.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "mermaid|dot|svg|text",
      description = "How.")
  private GraphFormat format = GraphFormat.TEXT;

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws IOException {
    String drawn = format.draw(Loaded.read(file).plan());
    if (printing.isJson()) {
      printing.json(Map.of("format", format.toString(), "graph", drawn));
    } else {
      printing.out().print(drawn);
      printing.out().flush();
    }
    return ExitCode.DONE;
  }
}

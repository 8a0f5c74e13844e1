package io.taskflow.controller;

import io.taskflow.engine.document.FlowDocuments;
import io.taskflow.flow.yaml.DocumentProblem;
import io.taskflow.flow.yaml.InvalidFlowDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what is wrong with documents. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = "Says everything that is wrong with flow documents, each with line and column.")
final class ValidateCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Flow documents, YAML or JSON.")
  private List<Path> files = List.of();

  @Option(
      names = "--any-flows",
      description = "Child flows may name flows that are registered at the engine only.")
  private boolean anyFlows;

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws IOException {
    FlowDocuments documents =
        anyFlows ? FlowDocuments.standard().withAnyFlows() : FlowDocuments.standard();
    List<DocumentProblem> all = new ArrayList<>();
    for (Path file : files) {
      try {
        String name = documents.read(file).flow().name();
        if (!printing.isJson()) {
          printing.line(
              "%s: %s (flow '%s')".formatted(file, printing.coloured("green", "valid"), name));
        }
      } catch (InvalidFlowDocumentException e) {
        all.addAll(e.problems());
        if (!printing.isJson()) {
          Main.print(e, printing.out());
        }
      }
    }
    if (printing.isJson()) {
      printing.json(Map.of("problems", all.stream().map(ValidateCommand::toMap).toList()));
    }
    return all.isEmpty() ? ExitCode.DONE : ExitCode.INVALID;
  }

  private static Map<String, Object> toMap(DocumentProblem problem) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("file", problem.file());
    map.put("line", problem.at().line());
    map.put("column", problem.at().column());
    map.put("message", problem.message());
    if (problem.nearest() != null) {
      map.put("nearest", problem.nearest());
    }
    return map;
  }
}

package io.taskflow.examples.release;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares a directory with the current release of a store. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Compares a directory, the store's objects and its index byte for byte.",
      "Exit code 0: identical. 1: different. 2: could not be compared."
    })
final class CheckCommand implements Callable<Integer> {

  private static final int SHOWN_PROBLEMS = 50;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIRECTORY",
      description = "What the release was made of.")
  private @Nullable Path directory;

  @Option(names = "--store", required = true, paramLabel = "DIRECTORY")
  private Path store = Path.of("");

  @Option(
      names = "--expect-empty",
      description = "Check instead that the store has no object, row or pointer.")
  private boolean expectEmpty;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (expectEmpty) {
      return report(out, "the store is empty", ReleaseCheck.leftovers(store));
    }
    if (directory == null) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "a directory to compare with is required, or --expect-empty");
    }
    CheckReport report = ReleaseCheck.identical(directory, store);
    return report(
        out,
        "directory and release '%s' are identical: %,d files, %,d bytes"
            .formatted(report.release(), report.files(), report.bytes()),
        report.problems());
  }

  private static int report(PrintStream out, String good, List<String> problems) {
    if (problems.isEmpty()) {
      out.println("OK: " + good);
      return ReleaseExample.DONE;
    }
    out.printf("NOT OK, %,d problems:%n", problems.size());
    problems.stream().limit(SHOWN_PROBLEMS).forEach(problem -> out.println("  " + problem));
    if (problems.size() > SHOWN_PROBLEMS) {
      out.printf("  and %,d more%n", problems.size() - SHOWN_PROBLEMS);
    }
    return ReleaseExample.NOT_DONE;
  }
}

package io.taskflow.testkit.conformance;

import io.taskflow.testkit.conformance.vector.InvalidVectorException;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.VectorReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs conformance vectors on the flow machine: prints the facts that differ, and how many vectors
 * hold. Exit status 1 if any does not, 2 if it was called wrongly.
 */
@Command(
    name = "conformance",
    description = "Holds the flow machine against recorded facts: one JSON document a line.")
public final class Conformance implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this")
  private boolean help;

  @Parameters(arity = "1..*", paramLabel = "FILE_OR_DIRECTORY", description = "where vectors are")
  private List<Path> paths = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "how many random runs of each vector, besides one in order; default: ${DEFAULT-VALUE}")
  private int seeds;

  @Option(names = "--seed", paramLabel = "SEED", description = "the seed of the only random run")
  private @Nullable Long seed;

  /** Runs the program, and ends the process. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, arguments));
  }

  /** Runs the program; gives its exit status. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Conformance()).setOut(out).setErr(err).execute(arguments);
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    List<Vector> vectors = new ArrayList<>();
    try {
      for (Path path : paths) {
        vectors.addAll(VectorReader.read(path));
      }
    } catch (NoSuchFileException e) {
      throw new ParameterException(
          line, "there is no file or directory '" + e.getMessage() + "'", e);
    } catch (InvalidVectorException e) {
      throw new ParameterException(line, "not a vector: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(line, "can't read the vectors: " + e, e);
    }
    return run(vectors, line.getOut()) ? 0 : 1;
  }

  private boolean run(List<Vector> vectors, PrintWriter out) {
    long first = seed == null ? 1 : seed;
    int count = seed == null ? seeds : 1;
    VectorRunner runner = new VectorRunner(LongStream.range(first, first + count).boxed().toList());
    int passed = 0;
    for (Vector vector : vectors) {
      Verdict verdict = runner.run(vector);
      if (verdict.passed()) {
        passed++;
      } else {
        out.println(verdict.id() + " (" + verdict.schedule() + ")");
        verdict.mismatches().forEach(mismatch -> out.println("  " + mismatch));
      }
    }
    out.println(passed + " passed, " + (vectors.size() - passed) + " failed");
    return passed == vectors.size();
  }
}

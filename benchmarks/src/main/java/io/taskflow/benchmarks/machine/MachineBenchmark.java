package io.taskflow.benchmarks.machine;

import io.taskflow.benchmarks.Surroundings;
import io.taskflow.protocol.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what a task costs in random graphs of 1,000, 10,000 and 100,000 tasks. */
@Command(
    name = "machine",
    mixinStandardHelpOptions = true,
    description = "What a task costs in the flow machine alone, in random graphs of three sizes.")
public final class MachineBenchmark implements Callable<Integer> {

  private static final int SMALL = 1_000;
  private static final int MIDDLE = 10_000;
  private static final int LARGE = 100_000;

  @Option(
      names = "--turns",
      defaultValue = "9",
      description = "how often each size is measured (default: ${DEFAULT-VALUE})")
  private int turns;

  @Option(
      names = "--warm-up",
      defaultValue = "4",
      description = "turns before that which don't count (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of the first turn; each later one has the next (default: ${DEFAULT-VALUE})")
  private long seed;

  @Spec private @Nullable CommandSpec spec;

  /** Runs the benchmark and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MachineBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(Surroundings.describe());
    out.printf(
        "random graphs of %d edges a task; %d turns of %,d tasks for each size after %d to warm up,"
            + " seeds from %d%n",
        RandomGraph.EDGES_PER_TASK, turns, Turn.TASKS, warmUp, seed);
    for (AnswerOrder order : AnswerOrder.values()) {
      compare(order, out);
    }
    return CommandLine.ExitCode.OK;
  }

  private void compare(AnswerOrder order, PrintWriter out) {
    int[] sizes = {SMALL, MIDDLE, LARGE};
    Comparison comparison = Comparison.of(sizes, order, warmUp, turns, seed);
    out.printf(
        "%ntasks end %s; processor time in µs a task, median (minimum..maximum); bytes a task%n",
        order == AnswerOrder.IN_ORDER ? "in the order of dispatch" : "in random order");
    out.printf(
        "%8s  %-20s %-20s %-20s %9s %6s%n", "tasks", "compile", "run", "both", "allocated", "held");
    for (int size : sizes) {
      out.printf(
          "%,8d  %-20s %-20s %-20s %9.0f %6.0f%n",
          size,
          micros(comparison, size, Cost::compileMicros),
          micros(comparison, size, Cost::runMicros),
          micros(comparison, size, Cost::totalMicros),
          comparison.spread(size, Cost::totalBytes).median(),
          comparison.spread(size, Cost::heldBytes).max());
    }
    out.printf(
        "%,d against %,d: compile %.2f, run %.2f, both %.2f times as much (best turns: %.2f)%n",
        LARGE,
        MIDDLE,
        comparison.ratio(LARGE, MIDDLE, Cost::compileMicros),
        comparison.ratio(LARGE, MIDDLE, Cost::runMicros),
        comparison.ratio(LARGE, MIDDLE, Cost::totalMicros),
        comparison.ratioOfBest(LARGE, MIDDLE, Cost::totalMicros));
    for (int size : sizes) {
      out.println(line(comparison, order, size));
    }
  }

  private static String micros(Comparison comparison, int size, ToDoubleFunction<Cost> figure) {
    Comparison.Spread spread = comparison.spread(size, figure);
    return "%.2f (%.2f..%.2f)".formatted(spread.median(), spread.min(), spread.max());
  }

  /** For programs: one JSON object. */
  private static String line(Comparison comparison, AnswerOrder order, int size) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("benchmark", "machine");
    figures.put("order", order.name().toLowerCase(Locale.ROOT));
    figures.put("tasks", size);
    figures.put("compileMicros", comparison.spread(size, Cost::compileMicros));
    figures.put("runMicros", comparison.spread(size, Cost::runMicros));
    figures.put("totalMicros", comparison.spread(size, Cost::totalMicros));
    figures.put("allocatedBytes", comparison.spread(size, Cost::totalBytes).median());
    figures.put("heldBytes", comparison.spread(size, Cost::heldBytes).max());
    return Json.of(figures).text();
  }
}

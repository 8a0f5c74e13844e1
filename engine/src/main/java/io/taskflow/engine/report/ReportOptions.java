package io.taskflow.engine.report;

import java.util.Set;

/**
 * What a report of failures shows, and how much of it. Immutable.
 *
 * @param maskedWords the values of arguments, symbols and members of objects are masked if their
 *     name contains one of these, whatever the case; {@code _}, {@code -}, {@code .} and spaces
 *     don't count. Only values are masked: messages and traces are shown as they came.
 * @param hidden tasks and retries whose inputs and outputs are not shown at all, by name
 * @param depth how many steps before the failed task are shown, from 0
 * @param atoms how many tasks and retries before a failed one are shown, from 0
 * @param valueLength longest value that is shown whole, in characters, from 10
 * @param traceLines how many lines of a worker's trace are shown, from 0
 * @param lines how many lines a report has, from 1
 */
public record ReportOptions(
    Set<String> maskedWords,
    Set<String> hidden,
    int depth,
    int atoms,
    int valueLength,
    int traceLines,
    int lines) {

  /** Words of names whose values are secret unless something else is said. */
  public static final Set<String> SECRETS =
      Set.of(
          "password",
          "passwd",
          "secret",
          "token",
          "api_key",
          "apikey",
          "authorization",
          "credential",
          "private_key");

  /** What holds unless something else is said. */
  public static final ReportOptions DEFAULTS =
      new ReportOptions(SECRETS, Set.of(), 10, 50, 200, 30, 400);

  public ReportOptions {
    maskedWords = Set.copyOf(maskedWords);
    hidden = Set.copyOf(hidden);
    require("depth", depth, 0);
    require("atoms", atoms, 0);
    require("valueLength", valueLength, 10);
    require("traceLines", traceLines, 0);
    require("lines", lines, 1);
  }

  private static void require(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
    }
  }

  /** The same with other {@link #maskedWords}, instead of those so far. */
  public ReportOptions withMaskedWords(Set<String> words) {
    return new ReportOptions(words, hidden, depth, atoms, valueLength, traceLines, lines);
  }

  /** The same with other {@link #hidden} tasks and retries, instead of those so far. */
  public ReportOptions withHidden(String... names) {
    return new ReportOptions(
        maskedWords, Set.of(names), depth, atoms, valueLength, traceLines, lines);
  }

  /** The same with other limits of what is shown of the past of a failure. */
  public ReportOptions withPast(int maxDepth, int maxAtoms) {
    return new ReportOptions(
        maskedWords, hidden, maxDepth, maxAtoms, valueLength, traceLines, lines);
  }

  /** The same with another {@link #valueLength}. */
  public ReportOptions withValueLength(int characters) {
    return new ReportOptions(maskedWords, hidden, depth, atoms, characters, traceLines, lines);
  }

  /** The same with another {@link #traceLines}. */
  public ReportOptions withTraceLines(int most) {
    return new ReportOptions(maskedWords, hidden, depth, atoms, valueLength, most, lines);
  }

  /** The same with another number of {@link #lines}. */
  public ReportOptions withLines(int most) {
    return new ReportOptions(maskedWords, hidden, depth, atoms, valueLength, traceLines, most);
  }
}

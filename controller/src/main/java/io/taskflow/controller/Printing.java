package io.taskflow.controller;

import io.taskflow.controller.watch.Colours;
import io.taskflow.protocol.Json;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a verb prints: tables for people, with colours on a terminal only, or JSON for programs. */
final class Printing {

  /** For whom. */
  enum Output {
    TABLE,
    JSON
  }

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "table|json",
      description = "For people, or for programs.")
  private Output output = Output.TABLE;

  boolean isJson() {
    return output == Output.JSON;
  }

  /** Whether a person sits in front of it. */
  boolean isTerminal() {
    Console console = System.console();
    if (isJson() || console == null) {
      return false;
    }
    try {
      // Newer Java runtimes have a console without a terminal, too, and this to tell.
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  /** A time for people, in UTC. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** A status in its colour. */
  String status(String status) {
    return colours().status(status, status);
  }

  /** Colours where a person sees them. */
  Colours colours() {
    return this::coloured;
  }

  void json(Object value) {
    out().println(Json.of(value).text());
    out().flush();
  }

  void line(String text) {
    out().println(text);
    out().flush();
  }

  /** A text in a colour, on a terminal. */
  String coloured(String colour, String text) {
    Ansi ansi = Objects.requireNonNull(spec).commandLine().getColorScheme().ansi();
    return ansi.enabled()
        ? ansi.string("@|" + colour + " " + text.replace("|@", "| @") + "|@")
        : text;
  }

  /** Rows with columns that begin below each other. */
  void table(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int length = row.get(i).codePointCount(0, row.get(i).length());
        if (i < widths.size()) {
          widths.set(i, Math.max(widths.get(i), length));
        } else {
          widths.add(length);
        }
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        line.append(cell);
        line.append(" ".repeat(widths.get(i) - cell.codePointCount(0, cell.length()) + 2));
      }
      line(line.toString().stripTrailing());
    }
  }
}

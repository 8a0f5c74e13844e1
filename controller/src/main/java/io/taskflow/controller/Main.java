package io.taskflow.controller;

import io.taskflow.flow.yaml.DocumentProblem;
import io.taskflow.flow.yaml.InvalidFlowDocumentException;
import io.taskflow.protocol.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The program {@code taskflow}. {@code --help} lists what it can do. */
public final class Main {

  private static final String LOGBACK_FILE = "logback.configurationFile";

  private Main() {}

  /** Ends the JVM with one of the {@link ExitCode}s. */
  public static void main(String[] args) {
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/taskflow/controller/logback.xml");
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new TaskflowCommand())
        .registerConverter(Duration.class, Main::duration)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::problem);
  }

  private static int problem(Exception problem, CommandLine command, ParseResult parsed)
      throws Exception {
    PrintWriter err = command.getErr();
    switch (problem) {
      case InvalidFlowDocumentException invalid -> {
        print(invalid, err);
        return ExitCode.INVALID;
      }
      case NoSuchFileException missing ->
          err.println("taskflow: there is no file " + missing.getMessage());
      case IOException io -> err.println("taskflow: " + io);
      case IllegalArgumentException wrong -> err.println("taskflow: " + wrong.getMessage());
      default -> throw problem;
    }
    return ExitCode.USAGE;
  }

  static void print(InvalidFlowDocumentException invalid, PrintWriter out) {
    for (DocumentProblem each : invalid.problems()) {
      out.println(each);
    }
    if (invalid.count() > invalid.problems().size()) {
      out.println("and %d more".formatted(invalid.count() - invalid.problems().size()));
    }
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}

package io.taskflow.controller;

import io.taskflow.controller.dev.DevException;
import io.taskflow.controller.site.BrokerAccess;
import io.taskflow.controller.site.UnreachableException;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.runtime.CommandRejectedException;
import io.taskflow.flow.yaml.DocumentProblem;
import io.taskflow.flow.yaml.InvalidFlowDocumentException;
import io.taskflow.protocol.Durations;
import io.taskflow.protocol.transport.TransportException;
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
    Settings settings;
    try {
      settings = Settings.read(System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println("taskflow: " + e.getMessage());
      System.exit(ExitCode.USAGE);
      return;
    }
    System.exit(commandLine(BrokerAccess.amqp(), settings).execute(args));
  }

  static CommandLine commandLine(BrokerAccess brokers, Settings settings) {
    return new CommandLine(new TaskflowCommand(brokers))
        .setDefaultValueProvider(settings)
        .registerConverter(Duration.class, Main::duration)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::problem);
  }

  private static int problem(Exception problem, CommandLine command, ParseResult parsed)
      throws Exception {
    PrintWriter err = command.getErr();
    switch (problem) {
      case InvalidFlowDocumentException invalid -> print(invalid, err);
      case NoSuchFileException missing ->
          err.println("taskflow: there is no file " + missing.getMessage());
      case IOException io -> err.println("taskflow: " + io);
      default -> {
        if (status(problem) == ExitCode.UNEXPECTED) {
          throw problem;
        }
        err.println("taskflow: " + problem.getMessage());
      }
    }
    return status(problem);
  }

  /** What a problem means for who started the program. */
  private static int status(Exception problem) {
    return switch (problem) {
      case InvalidFlowDocumentException e -> ExitCode.INVALID;
      case IOException e -> ExitCode.USAGE;
      case NoSuchFlowException e -> ExitCode.REFUSED;
      case RefusedException e -> ExitCode.REFUSED;
      case CommandRejectedException e -> ExitCode.REFUSED;
      case UnreachableException e -> ExitCode.UNREACHABLE;
      case DevException e -> ExitCode.UNREACHABLE;
      case JournalException e -> ExitCode.UNREACHABLE;
      case TransportException e -> ExitCode.UNREACHABLE;
      case IllegalArgumentException e -> ExitCode.USAGE;
      default -> ExitCode.UNEXPECTED;
    };
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

package io.taskflow.controller.host;

import io.taskflow.engine.journal.JournalException;
import io.taskflow.protocol.transport.TransportException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what ends an engine host into a line for people and an exit code. */
final class Problems implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed)
      throws Exception {
    int code =
        switch (problem) {
          case IllegalArgumentException e -> ExitCode.USAGE;
          case JournalException e -> ExitCode.NO_JOURNAL;
          case TransportException e -> ExitCode.BROKER_REFUSES;
          default -> throw problem;
        };
    command.getErr().println(command.getCommandName() + ": " + problem.getMessage());
    return code;
  }
}

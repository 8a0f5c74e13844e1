package io.taskflow.worker.process;

import io.taskflow.protocol.transport.TransportException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what ends a worker process into a line for people and an exit code. */
final class Problems implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed)
      throws Exception {
    int code =
        switch (problem) {
          case NoTasksException e -> ExitCode.NO_TASKS;
          case IllegalArgumentException e -> ExitCode.USAGE;
          case TransportException e -> ExitCode.BROKER_REFUSES;
          default -> throw problem;
        };
    command.getErr().println("taskflow-worker: " + problem.getMessage());
    return code;
  }
}

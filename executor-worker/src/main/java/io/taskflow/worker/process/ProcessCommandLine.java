package io.taskflow.worker.process;

import io.taskflow.protocol.Durations;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** What the command lines of all processes have in common. */
public final class ProcessCommandLine {

  private ProcessCommandLine() {}

  /**
   * Makes the command line of a process.
   *
   * @param command an object with picocli's annotations
   * @param defaults the environment
   * @param problems what becomes of what the command throws
   */
  public static CommandLine of(
      Object command, EnvironmentDefaults defaults, IExecutionExceptionHandler problems) {
    return new CommandLine(command)
        .registerConverter(Duration.class, ProcessCommandLine::duration)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setDefaultValueProvider(defaults)
        .setExecutionExceptionHandler(problems);
  }

  /** Tells people about variables that look like settings and are none. */
  public static void warnOfUnknownVariables(CommandSpec command) {
    if (command.defaultValueProvider() instanceof EnvironmentDefaults environment) {
      for (String variable : environment.unknown(command)) {
        command
            .commandLine()
            .getErr()
            .println(command.name() + ": no setting is named " + variable + "; it is ignored");
      }
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

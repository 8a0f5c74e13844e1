package io.taskflow.worker.process;

import picocli.CommandLine;

/**
 * Runs a worker until it is told to stop. {@code --help} lists its settings; each can be given as
 * environment variable, too: {@code --drain-timeout} is {@code TASKFLOW_DRAIN_TIMEOUT}.
 */
public final class Main {

  private static final String LOGBACK_FILE = "logback.configurationFile";

  private Main() {}

  /** Ends the JVM with one of the {@link ExitCode}s. */
  public static void main(String[] args) {
    // Before the first logger is made. It is no logback.xml at the root of the jar, because those
    // who use the worker as a library bring their own.
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/taskflow/worker/process/logback.xml");
    }
    System.exit(commandLine(new EnvironmentDefaults(System.getenv())).execute(args));
  }

  /** The command line of a worker process; running it needs a broker. */
  public static CommandLine commandLine(EnvironmentDefaults defaults) {
    return commandLine(new WorkerCommand(), defaults);
  }

  static CommandLine commandLine(WorkerCommand command, EnvironmentDefaults defaults) {
    return ProcessCommandLine.of(command, defaults, new Problems());
  }
}

package io.taskflow.controller.host;

import io.taskflow.worker.process.EnvironmentDefaults;
import io.taskflow.worker.process.ProcessCommandLine;
import picocli.CommandLine;

/**
 * Runs an engine until it is told to stop. {@code --help} lists its settings; each can be given as
 * environment variable, too, with the same names as those of a worker process where they mean the
 * same: {@code --amqp-uri} is {@code TASKFLOW_AMQP_URI}.
 */
public final class Main {

  private static final String LOGBACK_FILE = "logback.configurationFile";

  private Main() {}

  /** Ends the JVM with one of the {@link ExitCode}s. */
  public static void main(String[] args) {
    // Before the first logger is made; the command line, in the same jar, logs otherwise.
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/taskflow/controller/host/logback.xml");
    }
    System.exit(commandLine(new EnvironmentDefaults(System.getenv())).execute(args));
  }

  /** The command line of an engine host; running it needs a broker and a journal. */
  public static CommandLine commandLine(EnvironmentDefaults defaults) {
    return ProcessCommandLine.of(new HostCommand(), defaults, new Problems());
  }
}

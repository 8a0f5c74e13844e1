package io.taskflow.examples.host;

import java.nio.file.Path;

/**
 * Where the programs of the examples log to. To be called before anything else, because the first
 * logger decides. A {@code logback.configurationFile} that was given on the command line wins.
 */
public final class Logging {

  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String FILE = "taskflow.examples.log";

  private Logging() {}

  /** Warnings and errors, to the standard error output. */
  public static void toConsole() {
    use("io/taskflow/examples/host/logback-console.xml");
  }

  /** Everything of interest, to a file. */
  public static void toFile(Path file) {
    System.setProperty(FILE, file.toString());
    use("io/taskflow/examples/host/logback-file.xml");
  }

  private static void use(String resource) {
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, resource);
    }
  }
}

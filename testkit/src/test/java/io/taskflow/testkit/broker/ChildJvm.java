package io.taskflow.testkit.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Another JVM with this one's class path, for tests of what happens when a JVM ends. */
final class ChildJvm {

  private ChildJvm() {}

  /** Starts it; its output and errors are one stream to be read. */
  static Process start(Class<?> main, Map<String, String> environment) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                java.toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).start();
  }
}

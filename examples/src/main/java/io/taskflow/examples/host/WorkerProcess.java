package io.taskflow.examples.host;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The stock worker as a process of its own.
 *
 * @param name of the worker, and of the files with its output and process id
 * @param broker {@code amqp://user:password@host:port/virtual-host}
 * @param topic that it listens to
 * @param classPath of the worker, and of the tasks too if there are no jars
 * @param jars with tasks
 * @param jvmOptions such as {@code -Dkey=value}
 */
public record WorkerProcess(
    String name,
    URI broker,
    String topic,
    String classPath,
    List<Path> jars,
    List<String> jvmOptions) {

  private static final String MAIN = "io.taskflow.worker.process.Main";

  /** Tasks that it runs at once. */
  private static final int SLOTS = 4;

  /** Requests that it has in hand at most, those that run included. */
  private static final int PREFETCH = 16;

  public WorkerProcess {
    jars = List.copyOf(jars);
    jvmOptions = List.copyOf(jvmOptions);
  }

  /**
   * Starts it. It is not ready yet when this returns.
   *
   * @param directory for its log
   */
  public JavaProcess start(Path directory) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--name", name, "--topics", topic));
    arguments.addAll(List.of("--slots", "" + SLOTS, "--prefetch", "" + PREFETCH));
    if (!jars.isEmpty()) {
      arguments.add("--jars");
      jars.forEach(jar -> arguments.add(jar.toString()));
    }
    // In the environment: arguments can be seen by other users of the machine.
    Map<String, String> secrets = Map.of("TASKFLOW_AMQP_URI", broker.toString());
    return JavaProcess.start(name, directory, classPath, jvmOptions, MAIN, arguments, secrets);
  }
}

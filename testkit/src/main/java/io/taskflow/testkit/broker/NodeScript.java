package io.taskflow.testkit.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the script that starts and stops private nodes. The script comes out of the class path, so
 * that users of the published jar have it too.
 */
final class NodeScript {

  /** More than the script's own limits, which give better messages. */
  private static final Duration START_LIMIT = Duration.ofSeconds(150);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(90);
  private static final Duration CTL_LIMIT = Duration.ofSeconds(60);
  private static final String NAME = "private-node.sh";

  private NodeScript() {}

  /** Returns nothing if the machine has what the script needs, else what is missing. */
  static String missing() {
    if (!Files.isExecutable(Path.of("/bin/bash"))) {
      return "private brokers need Linux with bash";
    }
    Path directory = Directories.temporary("taskflow-rabbit");
    try {
      ProcessRun run = ProcessRun.of(words(directory, "available"), STOP_LIMIT);
      return run.exitCode() == 0 ? "" : run.errors();
    } finally {
      Directories.delete(directory);
    }
  }

  /** Starts the node, or the port mapper, of a directory and returns its settings. */
  static NodeProperties start(String command, Path directory, List<String> options) {
    List<String> words = words(directory, command, directory.toString());
    words.addAll(options);
    words.addAll(List.of("--owner-pid", Long.toString(ProcessHandle.current().pid())));
    return new NodeProperties(checked(words, START_LIMIT));
  }

  /** Runs a command that takes only the directory: stop, kill, pause, resume. */
  static void run(String command, Path directory) {
    checked(words(directory, command, directory.toString()), STOP_LIMIT);
  }

  /** Tells whether the node of a directory runs. */
  static boolean running(Path directory) {
    List<String> words = words(directory, "status", directory.toString());
    return ProcessRun.of(words, STOP_LIMIT).exitCode() == 0;
  }

  /** Runs {@code rabbitmqctl} on the node of a directory. */
  static String ctl(Path directory, List<String> arguments) {
    List<String> words = words(directory, "ctl", directory.toString());
    words.addAll(arguments);
    return checked(words, CTL_LIMIT);
  }

  /** Evaluates an Erlang expression on the node of a directory. */
  static String eval(Path directory, String expression) {
    return checked(words(directory, "eval", directory.toString(), expression), CTL_LIMIT);
  }

  private static String checked(List<String> words, Duration limit) {
    ProcessRun run = ProcessRun.of(words, limit);
    if (run.exitCode() != 0) {
      throw new BrokerException(run.problem());
    }
    return run.output();
  }

  private static List<String> words(Path directory, String... words) {
    List<String> command = new ArrayList<>(List.of("/bin/bash", script(directory).toString()));
    command.addAll(List.of(words));
    return command;
  }

  /** Returns the script of a directory, copied there if need be. */
  static Path script(Path directory) {
    Path file = directory.resolve(NAME);
    if (Files.exists(file)) {
      return file;
    }
    try (InputStream script = NodeScript.class.getResourceAsStream(NAME)) {
      if (script == null) {
        throw new BrokerException(
            NAME + " is not beside " + NodeScript.class.getName() + " on the class path");
      }
      Files.copy(script, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}

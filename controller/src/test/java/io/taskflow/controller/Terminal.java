package io.taskflow.controller;

import io.taskflow.controller.site.BrokerAccess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What came of a command.
 *
 * @param status the exit status
 * @param out what it printed
 * @param err what it said of problems
 */
record Terminal(int status, String out, String err) {

  static final Path ROOT =
      Path.of(System.getProperty("taskflow.project.root", "..")).toAbsolutePath().normalize();

  /** Runs the command line; files of the project are named from its root. */
  static Terminal run(String... arguments) {
    return run(BrokerAccess.amqp(), arguments);
  }

  /** As {@link #run(String...)}, with brokers that are reached another way. */
  static Terminal run(BrokerAccess brokers, String... arguments) {
    return run(brokers, Settings.none(), arguments);
  }

  /** As {@link #run(BrokerAccess, String...)}, with settings besides the arguments. */
  static Terminal run(BrokerAccess brokers, Settings settings, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(brokers, settings)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(
                Arrays.stream(arguments)
                    .map(a -> a.startsWith("examples/") ? ROOT.resolve(a).toString() : a)
                    .toArray(String[]::new));
    return new Terminal(status, out.toString(), err.toString());
  }
}

package io.taskflow.deploy;

import io.taskflow.worker.process.EnvironmentDefaults;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The settings of engine host and worker process, from their code. */
enum ProcessSettings {
  ENGINE(io.taskflow.controller.host.Main::commandLine),
  WORKER(io.taskflow.worker.process.Main::commandLine);

  private final Function<EnvironmentDefaults, CommandLine> commandLine;

  ProcessSettings(Function<EnvironmentDefaults, CommandLine> commandLine) {
    this.commandLine = commandLine;
  }

  /** Its command line, which is not run. */
  CommandLine commandLine() {
    return commandLine.apply(new EnvironmentDefaults(Map.of()));
  }

  /**
   * Reads an environment as the process does at its start.
   *
   * @return the variables that are none of its settings
   * @throws CommandLine.ParameterException if something is missing, or can't be read
   */
  Set<String> unknownOf(Map<String, ?> environment) {
    Map<String, String> texts = new TreeMap<>();
    environment.forEach((key, value) -> texts.put(key, value.toString()));
    commandLine.apply(new EnvironmentDefaults(texts)).parseArgs();
    Set<String> unknown = new TreeSet<>(texts.keySet());
    unknown.removeAll(variables());
    return unknown;
  }

  /** The variables that stand for its settings. */
  Set<String> variables() {
    return commandLine().getCommandSpec().options().stream()
        .map(EnvironmentDefaults::variable)
        .collect(Collectors.toSet());
  }
}

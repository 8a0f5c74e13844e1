package io.taskflow.worker.process;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes from the environment what the arguments don't say. Immutable. */
public final class EnvironmentDefaults implements IDefaultValueProvider {

  private static final String PREFIX = "TASKFLOW_";

  /** A setting of the logging configuration, which reads it itself. */
  private static final String LOG_LEVEL = "TASKFLOW_LOG_LEVEL";

  private final Map<String, String> environment;

  /** Takes it from these variables. */
  public EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec spec) {
    return spec instanceof OptionSpec option ? environment.get(variable(option)) : null;
  }

  /**
   * The variables that look like settings and are none. They may be another program's, or made by
   * the platform for a service of that name, so that they are no error.
   */
  Set<String> unknown(CommandSpec command) {
    Set<String> known =
        command.options().stream().map(EnvironmentDefaults::variable).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    for (String name : environment.keySet()) {
      if (name.startsWith(PREFIX) && !name.equals(LOG_LEVEL) && !known.contains(name)) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  /** The variable that stands for an option. */
  public static String variable(OptionSpec option) {
    return PREFIX
        + option.longestName().replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }
}

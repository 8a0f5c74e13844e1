package io.taskflow.controller;

import io.taskflow.controller.site.JournalAccess;
import io.taskflow.worker.process.BrokerOptions;
import io.taskflow.worker.process.EnvironmentDefaults;
import io.taskflow.worker.process.KeyOptions;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What the arguments don't say of journal, broker, keys and output: from the environment ({@code
 * --amqp-uri} is {@code TASKFLOW_AMQP_URI}), else from a file of settings.
 */
final class Settings implements IDefaultValueProvider {

  /** Names another file of settings. */
  static final String FILE_VARIABLE = "TASKFLOW_SETTINGS";

  /** The file that {@code taskflow dev} writes. */
  static final Path FILE = Path.of(".taskflow", "settings.properties");

  private static final Set<Class<?>> WHOSE =
      Set.of(
          SiteOptions.class,
          JournalAccess.class,
          BrokerOptions.class,
          KeyOptions.class,
          Printing.class);

  private final EnvironmentDefaults values;

  private Settings(Map<String, String> values) {
    this.values = new EnvironmentDefaults(values);
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if the file can't be read
   */
  static Settings read(Map<String, String> environment) {
    String named = environment.get(FILE_VARIABLE);
    Path file = named == null ? FILE : Path.of(named);
    Map<String, String> values = new HashMap<>();
    if (named != null || Files.exists(file)) {
      Properties properties = new Properties();
      try (Reader in = Files.newBufferedReader(file)) {
        properties.load(in);
      } catch (IOException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "the settings in %s can't be read: %s".formatted(file, e), e);
      }
      properties.forEach((name, value) -> values.put(name.toString(), value.toString()));
    }
    values.putAll(environment);
    return new Settings(values);
  }

  /** None at all. */
  static Settings none() {
    return new Settings(Map.of());
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument.userObject() instanceof Field field && WHOSE.contains(field.getDeclaringClass())
        ? values.defaultValue(argument)
        : null;
  }
}

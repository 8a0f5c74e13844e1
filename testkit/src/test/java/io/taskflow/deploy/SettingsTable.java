package io.taskflow.deploy;

import io.taskflow.worker.process.EnvironmentDefaults;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;

/** All settings of engine host and worker process as a table in Markdown, from their code. */
final class SettingsTable {

  /** What neither has a default in the code nor is asked for. */
  private static final String NONE = "none";

  /** A process that does not have the setting. */
  private static final String NO_SETTING = "–";

  private record Setting(String name, String meaning) {}

  private SettingsTable() {}

  /** Settings of the same name that mean the same stand in one row, first those of the engine. */
  static String text() {
    Map<Setting, Map<ProcessSettings, String>> rows = new LinkedHashMap<>();
    for (ProcessSettings process : ProcessSettings.values()) {
      for (OptionSpec option : process.commandLine().getCommandSpec().options()) {
        if (!option.usageHelp() && !option.versionHelp()) {
          Setting setting =
              new Setting(option.longestName(), String.join(" ", option.description()));
          rows.computeIfAbsent(setting, s -> new EnumMap<>(ProcessSettings.class))
              .put(process, defaultOf(option));
        }
      }
    }
    StringBuilder text =
        new StringBuilder("| setting | engine | worker | meaning |\n|---|---|---|---|\n");
    rows.forEach(
        (setting, defaults) ->
            text.append(
                "| `%s` | %s | %s | %s |%n"
                    .formatted(
                        setting.name(),
                        defaults.getOrDefault(ProcessSettings.ENGINE, NO_SETTING),
                        defaults.getOrDefault(ProcessSettings.WORKER, NO_SETTING),
                        setting.meaning().replace("|", "\\|"))));
    return text.toString();
  }

  private static String defaultOf(OptionSpec option) {
    if (option.required()) {
      return "**needed**";
    }
    String value = option.defaultValue();
    if (value == null && option.arity().max() == 0) {
      value = "false";
    }
    return value == null ? NONE : "`" + value + "`";
  }

  /** The variable of a setting, as the document says how it is made. */
  static String variable(String setting) {
    return EnvironmentDefaults.variable(
        List.of(ProcessSettings.values()).stream()
            .flatMap(process -> process.commandLine().getCommandSpec().options().stream())
            .filter(option -> option.longestName().equals(setting))
            .findFirst()
            .orElseThrow());
  }
}

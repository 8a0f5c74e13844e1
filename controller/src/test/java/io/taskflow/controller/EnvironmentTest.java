package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.controller.site.BrokerAccess;
import io.taskflow.controller.site.JournalAccess;
import io.taskflow.worker.process.BrokerOptions;
import io.taskflow.worker.process.KeyOptions;
import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What verbs take from the environment of an engine host. */
class EnvironmentTest {

  /** Where these are declared, which are also a host's settings. */
  private static final Set<Class<?>> SHARED =
      Set.of(JournalAccess.class, BrokerOptions.class, KeyOptions.class);

  @Test
  void everySettingOfJournalBrokerAndKeysIsTakenFromTheEnvironment() {
    CommandLine list =
        Main.commandLine(BrokerAccess.amqp(), Settings.none()).getSubcommands().get("list");
    Map<String, String> taken = new TreeMap<>();
    for (OptionSpec option : list.getCommandSpec().options()) {
      if (option.userObject() instanceof Field field
          && SHARED.contains(field.getDeclaringClass())) {
        String name = option.longestName();
        String variable =
            "TASKFLOW_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
        String value = Settings.read(Map.of(variable, "given")).defaultValue(option);
        taken.put(name, String.valueOf(value));
      }
    }
    assertThat(taken).containsKeys("--journal-user", "--amqp-user", "--signing-key");
    assertThat(taken.values()).containsOnly("given");
  }
}

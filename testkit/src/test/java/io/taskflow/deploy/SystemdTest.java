package io.taskflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taskflow.protocol.Durations;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The units of systemd start what is there, with settings that it understands. */
class SystemdTest {

  private static final Path UNITS = Expression.ROOT.resolve("deploy/systemd");
  private static final Pattern ENVIRONMENT =
      Pattern.compile("(?m)^Environment=(TASKFLOW_\\w+)=(.+)$");
  private static final Pattern MAIN = Pattern.compile("\\S+\\.Main$", Pattern.MULTILINE);
  private static final Pattern STOP = Pattern.compile("(?m)^TimeoutStopSec=(.+)$");

  @Test
  void unitsStartWhatIsThereWithSettingsThatItUnderstands() throws Exception {
    check("taskflow-engine.service", "engine.env", ProcessSettings.ENGINE);
    check("taskflow-worker@.service", "worker.env", ProcessSettings.WORKER);
  }

  private static void check(String unit, String environmentFile, ProcessSettings process)
      throws Exception {
    String text = Files.readString(UNITS.resolve(unit));
    Matcher main = MAIN.matcher(text);
    assertThat(main.find()).as(unit).isTrue();
    assertThat(Class.forName(main.group()).getMethod("main", String[].class)).isNotNull();

    Map<String, String> environment = new HashMap<>(environment(environmentFile));
    ENVIRONMENT
        .matcher(text)
        .results()
        .forEach(setting -> environment.put(setting.group(1), setting.group(2)));
    assertThat(process.unknownOf(environment)).as(unit).isEmpty();
  }

  @Test
  void aWorkerHasMoreTimeToStopThanToDrain() throws IOException {
    Matcher stop = STOP.matcher(Files.readString(UNITS.resolve("taskflow-worker@.service")));
    assertThat(stop.find()).isTrue();
    assertThat(Durations.parse(stop.group(1)))
        .isGreaterThan(Durations.parse(environment("worker.env").get("TASKFLOW_DRAIN_TIMEOUT")));
  }

  @Test
  void systemdFindsTheUnitsRightWhereItIsInstalled() throws Exception {
    assumeTrue(Program.installed("systemd-analyze", "--version"), "systemd is not installed");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/java")), "there is no /usr/bin/java");
    for (String unit : new String[] {"taskflow-engine.service", "taskflow-worker@.service"}) {
      Program verify =
          Program.run("systemd-analyze", "verify", "--man=no", UNITS.resolve(unit).toString());
      assertThat(verify.status()).as(verify.output()).isZero();
      assertThat(verify.output()).doesNotContain(unit);
    }
  }

  private static Map<String, String> environment(String file) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(Files.readString(UNITS.resolve(file))));
    Map<String, String> environment = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> environment.put(name, properties.getProperty(name)));
    return environment;
  }
}

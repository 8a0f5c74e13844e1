package io.taskflow.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a worker process makes of its arguments and environment. */
class SettingsTest {

  private final StringWriter errors = new StringWriter();
  @TempDir Path directory;

  @Test
  void refusesAnUnknownSetting() {
    assertThat(run(Map.of(), "--slot", "4")).isEqualTo(ExitCode.USAGE);
    assertThat(errors.toString()).contains("--slot");
  }

  @ParameterizedTest
  @CsvSource({
    "--slots, many, '--slots'",
    "--drain-timeout, soon, 'soon'",
    "--queue-kind, stream, '--queue-kind'",
    "--amqp-uri, http://localhost, 'amqp://'",
    "--namespace, UPPER, 'namespace must be'",
    "--amqp-password-file, nowhere, 'password file'",
    "--amqp-tls-ca, nowhere, 'does not begin with amqps://'",
    "--amqp-tls-key, nowhere, 'only the key is given'",
    "--signing-key, nowhere, '--signing-key and --signing-key-id belong together'",
    "--trusted-keys, nowhere, 'nowhere: can''t be read'",
  })
  void refusesAValueThatMakesNoSense(String option, String value, String explanation) {
    assertThat(run(Map.of(), option, value)).isEqualTo(ExitCode.USAGE);
    assertThat(errors.toString()).contains(explanation);
  }

  @Test
  void saysThatThereAreNoTasks() {
    assertThat(run(Map.of(), "--jars", directory.toString())).isEqualTo(ExitCode.NO_TASKS);
    assertThat(errors.toString()).startsWith("taskflow-worker: there are no tasks in ");
  }

  @Test
  void takesSettingsFromTheEnvironmentUnlessArgumentsSayOtherwise() {
    assertThat(run(Map.of("TASKFLOW_SLOTS", "many"))).isEqualTo(ExitCode.USAGE);
    assertThat(errors.toString()).contains("many");
    assertThat(
            run(Map.of("TASKFLOW_SLOTS", "many"), "--slots", "4", "--jars", directory.toString()))
        .isEqualTo(ExitCode.NO_TASKS);
  }

  @Test
  void takesTheFileOfThePasswordFromTheEnvironment() {
    assertThat(run(Map.of("TASKFLOW_AMQP_PASSWORD_FILE", "nowhere"))).isEqualTo(ExitCode.USAGE);
    assertThat(errors.toString()).contains("the password file nowhere can't be read");
  }

  @Test
  void warnsOfVariablesThatLookLikeSettings() {
    run(
        Map.of(
            "TASKFLOW_SLOT",
            "4",
            "TASKFLOW_TOPICS",
            "a,b",
            "TASKFLOW_LOG_LEVEL",
            "DEBUG",
            "OTHER",
            "x"),
        "--jars",
        directory.toString());

    assertThat(errors.toString())
        .contains("no setting is named TASKFLOW_SLOT; it is ignored")
        .doesNotContain("TASKFLOW_TOPICS", "TASKFLOW_LOG_LEVEL", "OTHER");
  }

  @Test
  void readsThePasswordFromAFileAndNeverShowsIt() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "s3cret\nsecond line\n");
    BrokerOptions options = new BrokerOptions();
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(
            "--amqp-uri",
            "amqp://user:other@one:1234/vhost,amqp://two",
            "--amqp-password-file",
            file.toString());

    var link = options.link("test");

    assertThat(link.password()).isEqualTo("s3cret");
    assertThat(link.user()).isEqualTo("user");
    assertThat(link.virtualHost()).isEqualTo("vhost");
    assertThat(link.hosts()).hasToString("[one:1234, two:5672]");
    assertThat(link.toString()).doesNotContain("s3cret", "other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"amqp://u:s3cret@host", "amqp://u:s3cret%off@host", "amqp://u:s3cret^@h"})
  void neverShowsAPasswordOfTheEnvironment(String uri) {
    Map<String, String> environment = Map.of("TASKFLOW_AMQP_URI", uri);
    StringWriter help = new StringWriter();
    Main.commandLine(new WorkerCommand(), new EnvironmentDefaults(environment))
        .setOut(new PrintWriter(help, true))
        .execute("--help");
    run(environment, "--slots", "many");
    run(environment, "--qqq");
    run(environment, "--amqp-password-file", "nowhere");

    assertThat(help.toString()).contains("--amqp-uri").doesNotContain("s3cret");
    assertThat(errors.toString()).contains("--slots").doesNotContain("s3cret");
  }

  @Test
  void whatBuiltInTasksNeedIsCheckedAtTheStart() throws IOException {
    Path empty = Files.createFile(directory.resolve("databases"));

    assertThat(run(Map.of(), "--std-files", "nowhere")).isEqualTo(ExitCode.USAGE);
    assertThat(run(Map.of(), "--std-databases", "nowhere")).isEqualTo(ExitCode.USAGE);
    assertThat(run(Map.of(), "--std-databases", empty.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(errors.toString())
        .contains(
            "--std-files: there is no directory nowhere",
            "--std-databases: the file nowhere can't be read",
            "names no database; a line such as shop.url=jdbc:… is expected");
  }

  @ParameterizedTest
  @CsvSource({"250ms, PT0.25S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "PT1M30S, PT1M30S"})
  void readsDurationsAsPeopleWriteThem(String written, String meant) {
    assertThat(Durations.parse(written)).hasToString(meant);
  }

  private int run(Map<String, String> environment, String... arguments) {
    return Main.commandLine(new WorkerCommand(), new EnvironmentDefaults(environment))
        .setErr(new PrintWriter(errors, true))
        .execute(arguments);
  }
}

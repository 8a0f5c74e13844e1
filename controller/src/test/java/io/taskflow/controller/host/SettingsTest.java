package io.taskflow.controller.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.worker.process.EnvironmentDefaults;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an engine host makes of its arguments and environment. */
class SettingsTest {

  private final StringWriter output = new StringWriter();
  @TempDir Path directory;

  @Test
  void needsAJournal() {
    assertThat(run(Map.of())).isEqualTo(ExitCode.USAGE);
    assertThat(output.toString()).contains("--journal");
  }

  @ParameterizedTest
  @CsvSource({
    "--journal, jdbc:mysql://here/db, 'begins with jdbc:postgresql: or jdbc:sqlite:'",
    "--journal, jdbc:postgresql://here/db, 'needs a parameter ''user'''",
    "--journal-user, ada, 'has no user, no password and no TLS'",
    "--partitions, 0, 'partitions'",
    "--lease, 1ms, 'leaseFor must be from 1 s to 5 min'",
    "--keep-ended, 1ms, 'keepEnded must be at least 1 s'",
    "--max-outstanding, 0, 'maxOutstanding must be at least 1'",
    "--topics, a b, 'a topic must be'",
    "--slots, 4, '--slots'",
    "--amqp-tls-ca, nowhere, 'does not begin with amqps://'",
    "--http-port, 70000, 'the HTTP server can''t use'",
  })
  void refusesAValueThatMakesNoSense(String option, String value, String explanation) {
    List<String> arguments = new ArrayList<>(List.of(option, value));
    if (!option.equals("--journal")) {
      arguments.addAll(List.of("--journal", "jdbc:sqlite:" + directory.resolve("journal.db")));
    }
    assertThat(run(Map.of(), arguments.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
    assertThat(output.toString()).contains(explanation);
  }

  @Test
  void saysThatItsJournalIsNone() throws IOException {
    Path file = Files.writeString(directory.resolve("journal.db"), "no database".repeat(100));

    assertThat(run(Map.of("TASKFLOW_JOURNAL", "jdbc:sqlite:" + file)))
        .isEqualTo(ExitCode.NO_JOURNAL);
    assertThat(output.toString()).contains("taskflow-engine: SQLite database", file.toString());
  }

  @Test
  void saysThatItHasWaitedInVainForADatabase() {
    int nobody = 1; // no port of a database
    String url = "jdbc:postgresql://127.0.0.1:" + nobody + "/db?user=ada&password=s3cret";

    assertThat(run(Map.of("TASKFLOW_JOURNAL", url, "TASKFLOW_JOURNAL_WAIT", "1ms")))
        .isEqualTo(ExitCode.NO_JOURNAL);
    assertThat(output.toString()).contains("127.0.0.1").doesNotContain("s3cret");
  }

  @Test
  void neverShowsAPasswordOfTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "TASKFLOW_JOURNAL", "jdbc:postgresql://h/d?user=u&password=s3cret",
            "TASKFLOW_AMQP_URI", "amqp://u:s3cret@h");
    run(environment, "--help");
    run(environment, "--lease", "soon");
    run(environment, "--lease", "1ms");
    run(environment, "--nothing");

    assertThat(output.toString()).contains("--journal", "leaseFor").doesNotContain("s3cret");
  }

  private int run(Map<String, String> environment, String... arguments) {
    PrintWriter writer = new PrintWriter(output, true);
    return Main.commandLine(new EnvironmentDefaults(environment))
        .setErr(writer)
        .setOut(writer)
        .execute(arguments);
  }
}

package io.taskflow.engine.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.protocol.FlowId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with a SQLite journal, killed without warning. */
class CrashTest {

  private static final long SEED = 20_260_301;
  private static final String STORED = "stored ";
  private static final FlowId FLOW = new FlowId("crashing");

  @TempDir Path directory;
  private Path file;
  private Process child;

  @BeforeEach
  void name() {
    file = directory.resolve("journal.db");
  }

  @AfterEach
  void kill() throws InterruptedException {
    if (child != null) {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void keepsEveryAcknowledgedCommitOfAKilledProcess() throws Exception {
    Random random = new Random(SEED);
    for (int round = 1; round <= 3; round++) {
      long acknowledged = commitAndKill(20 + random.nextInt(200));

      try (Journal journal = SqliteJournal.open(file)) {
        List<JournalEntry> entries = journal.entries(FLOW);
        assertThat(entries)
            .as("seed %s, round %s", SEED, round)
            .hasSizeGreaterThanOrEqualTo((int) acknowledged)
            .extracting(JournalEntry::seq)
            .isEqualTo(LongStream.rangeClosed(1, entries.size()).boxed().toList());
        assertThat(entries.subList(1, entries.size()))
            .allSatisfy(entry -> assertThat(entry.body()).isEqualTo("[" + entry.seq() + "]"));
      }
    }
  }

  @Test
  void refusesASecondProcessUntilTheFirstIsDead() throws Exception {
    BufferedReader output = start();
    awaitLine(output, "open");

    assertThatThrownBy(() -> SqliteJournal.open(file))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("pid " + child.pid() + " on host ")
        .hasMessageContaining("Only one engine");
    assertThatThrownBy(() -> SqliteJournal.open(file)).as("again").hasMessageContaining("in use");

    child.destroyForcibly().waitFor();
    SqliteJournal.open(file).close();
  }

  /** Gives the last acknowledged number. */
  private long commitAndKill(int commits) throws IOException, InterruptedException {
    BufferedReader output = start();
    for (int i = 0; i < commits; i++) {
      awaitLine(output, STORED);
    }
    // Unlike the process's own method the handle's leaves the pipe open: the last lines are in it.
    child.toHandle().destroyForcibly();
    List<String> last = output.lines().filter(line -> line.matches(STORED + "[0-9]+")).toList();
    child.waitFor();
    return last.isEmpty() ? commits : Long.parseLong(last.getLast().substring(STORED.length()));
  }

  /** Reads up to a line that begins so; logs may stand before it. */
  private static void awaitLine(BufferedReader output, String beginning) throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = output.readLine();
    }
    assertThat(line).as("a line '%s' of the child", beginning).isNotNull();
  }

  private BufferedReader start() throws IOException {
    child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CommitLoop.class.getName(),
                file.toString(),
                FLOW.value())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return child.inputReader(StandardCharsets.UTF_8);
  }
}

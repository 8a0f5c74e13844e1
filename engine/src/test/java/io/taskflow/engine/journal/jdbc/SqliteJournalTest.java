package io.taskflow.engine.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalContract;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.LeaseContract;
import io.taskflow.engine.journal.ListContract;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.RaceContract;
import io.taskflow.engine.journal.RetentionContract;
import io.taskflow.engine.journal.Samples;
import io.taskflow.engine.journal.SnapshotContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {

  @TempDir static Path directory;
  private static int databases;

  private static Journal openEmpty(int partitions) {
    Path file = directory.resolve("journal-" + ++databases + ".db");
    return SqliteJournal.open(SqliteSettings.of(file).withPartitions(partitions));
  }

  /** Whoever has the file's lock knows that no other engine lives. */
  @Test
  void whatAKilledEngineHadIsFreeAtOnce() {
    Path file = directory.resolve("killed.db");
    try (Journal journal = SqliteJournal.open(file)) {
      assertThat(journal.acquire(0, "killed", Duration.ofHours(1))).isPresent();
      journal.heartbeat("killed", Duration.ofHours(1));
    }
    try (Journal journal = SqliteJournal.open(file)) {
      assertThat(journal.heartbeat("next", Duration.ofHours(1))).containsExactly("next");
      assertThat(journal.acquire(0, "next", Duration.ofHours(1)).orElseThrow().epoch())
          .isEqualTo(2);
    }
  }

  @Test
  void aGuestReadsAndSubmitsBesideTheEngineAndFreesNothing() {
    SqliteSettings settings = SqliteSettings.of(directory.resolve("beside.db"));
    try (Journal journal = SqliteJournal.open(settings.withPartitions(1))) {
      assertThat(journal.acquire(0, "engine", Duration.ofHours(1))).isPresent();
      try (Journal guest = SqliteJournal.openBeside(settings)) {
        assertThat(guest.partitionRows().getFirst().owner()).isEqualTo("engine");
        NewFlow flow = Samples.newFlow("guest", 0);
        assertThat(guest.submit(flow)).isTrue();
        assertThat(journal.flow(flow.row().id())).isPresent();
      }
      assertThat(journal.pending(0, 10)).hasSize(1);
    }
  }

  @Test
  void aGuestMakesNoTables() throws IOException {
    Path file = directory.resolve("none.db");
    SqliteSettings settings = SqliteSettings.of(file);
    assertThatThrownBy(() -> SqliteJournal.openBeside(settings))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("there is no such file");
    assertThat(SqliteJournal.schema(settings)).noneMatch(SchemaStep::applied);
    assertThat(file).doesNotExist();
    Files.createFile(file);
    assertThatThrownBy(() -> SqliteJournal.openBeside(settings))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("has no tables of this release");
    SqliteJournal.open(settings).close();
    assertThat(SqliteJournal.schema(settings))
        .allMatch(SchemaStep::applied)
        .first()
        .satisfies(step -> assertThat(step.sql()).contains("CREATE TABLE"));
  }

  @Nested
  class Journals extends JournalContract {
    @Override
    protected Journal openEmpty() {
      return SqliteJournalTest.openEmpty(PARTITIONS);
    }
  }

  @Nested
  class Lists extends ListContract {
    @Override
    protected Journal openEmpty() {
      return SqliteJournalTest.openEmpty(2);
    }
  }

  @Nested
  class Snapshots extends SnapshotContract {
    @Override
    protected Journal openEmpty() {
      return SqliteJournalTest.openEmpty(2);
    }
  }

  @Nested
  class Retention extends RetentionContract {
    @Override
    protected Journal openEmpty() {
      return SqliteJournalTest.openEmpty(2);
    }
  }

  @Nested
  class Leases extends LeaseContract {
    @Override
    protected Journal openEmpty() {
      return SqliteJournalTest.openEmpty(2);
    }
  }

  @Nested
  class Races extends RaceContract {
    @Override
    protected Journal openEmpty() {
      return SqliteJournalTest.openEmpty(4);
    }
  }

  @Nested
  class Doubts extends DoubtContract {
    @Override
    Sessions openEmpty() {
      return TestDatabases.sqlite(directory.resolve("doubt-" + ++databases + ".db"));
    }

    @Override
    Dialect dialect() {
      return new SqliteDialect();
    }
  }
}

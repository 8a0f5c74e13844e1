package io.taskflow.engine.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalContract;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.LeaseContract;
import io.taskflow.engine.journal.ListContract;
import io.taskflow.engine.journal.RaceContract;
import io.taskflow.engine.journal.RetentionContract;
import io.taskflow.engine.journal.Samples;
import io.taskflow.engine.journal.SnapshotContract;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PostgresJournalTest {

  private static PostgresServer server;

  @BeforeAll
  static void start() throws IOException {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    server.close();
  }

  private static Journal openEmpty(int partitions) {
    try {
      return PostgresJournal.open(server.emptySchema().withPartitions(partitions));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aGuestReadsAndSubmitsBesideEnginesAndMakesNoTables() throws SQLException {
    PostgresSettings settings = server.emptySchema();
    assertThatThrownBy(() -> PostgresJournal.openBeside(settings))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("has no tables of this release");
    assertThat(PostgresJournal.schema(settings)).isNotEmpty().noneMatch(SchemaStep::applied);
    try (Journal journal = PostgresJournal.open(settings.withPartitions(1));
        Journal guest = PostgresJournal.openBeside(settings)) {
      assertThat(journal.acquire(0, "engine", Duration.ofHours(1))).isPresent();
      assertThat(guest.submit(Samples.newFlow("guest", 0))).isTrue();
      assertThat(journal.pending(0, 10)).hasSize(1);
      assertThat(guest.partitionRows().getFirst().owner()).isEqualTo("engine");
      assertThat(PostgresJournal.schema(settings)).allMatch(SchemaStep::applied);
    }
  }

  @Nested
  class Journals extends JournalContract {
    @Override
    protected Journal openEmpty() {
      return PostgresJournalTest.openEmpty(PARTITIONS);
    }
  }

  /** Where several statements in one trip are as many transactions. */
  @Nested
  class JournalsByTheSimpleProtocol extends JournalContract {
    @Override
    protected Journal openEmpty() {
      try {
        PostgresSettings settings = server.emptySchema();
        return PostgresJournal.open(
            PostgresSettings.of(
                    settings.url() + "&preferQueryMode=simple",
                    settings.user(),
                    settings.password())
                .withPoolSize(settings.poolSize())
                .withPartitions(PARTITIONS));
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Nested
  class Lists extends ListContract {
    @Override
    protected Journal openEmpty() {
      return PostgresJournalTest.openEmpty(2);
    }
  }

  @Nested
  class Snapshots extends SnapshotContract {
    @Override
    protected Journal openEmpty() {
      return PostgresJournalTest.openEmpty(2);
    }
  }

  @Nested
  class Retention extends RetentionContract {
    @Override
    protected Journal openEmpty() {
      return PostgresJournalTest.openEmpty(2);
    }
  }

  @Nested
  class Leases extends LeaseContract {
    @Override
    protected Journal openEmpty() {
      return PostgresJournalTest.openEmpty(2);
    }
  }

  @Nested
  class Races extends RaceContract {
    @Override
    protected Journal openEmpty() {
      return PostgresJournalTest.openEmpty(4);
    }
  }

  @Nested
  class Doubts extends DoubtContract {
    @Override
    Sessions openEmpty() {
      try {
        return TestDatabases.postgres(server.emptySchema());
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    Dialect dialect() {
      return new PostgresDialect();
    }
  }
}

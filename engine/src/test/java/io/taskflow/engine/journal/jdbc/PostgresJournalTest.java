package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalContract;
import io.taskflow.engine.journal.LeaseContract;
import io.taskflow.engine.journal.ListContract;
import io.taskflow.engine.journal.RaceContract;
import io.taskflow.engine.journal.RetentionContract;
import io.taskflow.engine.journal.SnapshotContract;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

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

  @Nested
  class Journals extends JournalContract {
    @Override
    protected Journal openEmpty() {
      return PostgresJournalTest.openEmpty(PARTITIONS);
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

package io.taskflow.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InMemoryJournalTest {

  @Test
  void goesByTheGivenClock() {
    AtomicReference<Instant> time = new AtomicReference<>(Samples.NOON);
    try (Journal journal = new InMemoryJournal(1, time::get)) {
      assertThat(journal.acquire(0, "one", Duration.ofSeconds(10))).isPresent();

      time.set(Samples.NOON.plusSeconds(10));
      assertThat(journal.acquire(0, "two", Duration.ofSeconds(10))).isEmpty();

      time.set(Samples.NOON.plusSeconds(11));
      assertThat(journal.acquire(0, "two", Duration.ofSeconds(10))).isPresent();
    }
  }

  @Test
  void needsAPartition() {
    assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryJournal(0));
  }

  @Nested
  class Journals extends JournalContract {
    @Override
    protected Journal openEmpty() {
      return new InMemoryJournal(PARTITIONS);
    }
  }

  @Nested
  class Lists extends ListContract {
    @Override
    protected Journal openEmpty() {
      return new InMemoryJournal(2);
    }
  }

  @Nested
  class Snapshots extends SnapshotContract {
    @Override
    protected Journal openEmpty() {
      return new InMemoryJournal(2);
    }
  }

  @Nested
  class Retention extends RetentionContract {
    @Override
    protected Journal openEmpty() {
      return new InMemoryJournal(2);
    }
  }

  @Nested
  class Leases extends LeaseContract {
    @Override
    protected Journal openEmpty() {
      return new InMemoryJournal(2);
    }
  }

  @Nested
  class Races extends RaceContract {
    @Override
    protected Journal openEmpty() {
      return new InMemoryJournal(4);
    }
  }
}

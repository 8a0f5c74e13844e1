package io.taskflow.engine.journal.jdbc;

import static io.taskflow.engine.journal.Samples.commit;
import static io.taskflow.engine.journal.Samples.entry;
import static io.taskflow.engine.journal.Samples.newFlow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.Patience;
import io.taskflow.engine.journal.jdbc.LosingSessions.Loss;
import io.taskflow.protocol.FlowId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of transactions whose COMMIT is not answered. */
abstract class DoubtContract {

  private static final FlowId FLOW = new FlowId("f1");
  private static final Duration LONG = Duration.ofMinutes(5);

  private LosingSessions sessions;
  private Journal journal;
  private Lease lease;

  /** An empty database's connections. */
  abstract Sessions openEmpty();

  abstract Dialect dialect();

  @BeforeEach
  void open() throws SQLException {
    sessions = new LosingSessions(openEmpty(), dialect());
    sessions.write(session -> Partitions.fix(session, dialect(), 2));
    journal = resolvingFor(Patience.LIMIT);
    lease = journal.acquire(0, "one", LONG).orElseThrow();
    journal.commit(commit(lease, newFlow("f1", 0, 1)));
  }

  private Journal resolvingFor(Duration time) {
    Errors errors = new Errors(dialect(), "the test's database");
    return new JdbcJournal(sessions, dialect(), errors, 2, time);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void findsOutThatACommitIsStored() {
    int before = sessions.commits();
    sessions.lose(Loss.ANSWER);

    journal.commit(next(2));

    assertThat(bodies()).containsExactly("[\"submitted\"]", "[2]");
    assertThat(sessions.commits() - before).isEqualTo(2);
  }

  @Test
  void findsOutThatACommitIsNotStoredAndStoresIt() {
    sessions.lose(Loss.REQUEST);

    journal.commit(next(2));

    assertThat(bodies()).containsExactly("[\"submitted\"]", "[2]");
  }

  @Test
  void findsOutInSeveralTries() {
    sessions.lose(Loss.REQUEST, Loss.ANSWER);

    journal.commit(next(2));

    assertThat(bodies()).containsExactly("[\"submitted\"]", "[2]");
  }

  @Test
  void findsOutThatASubmissionIsStored() {
    sessions.lose(Loss.ANSWER);
    assertThat(journal.submit(newFlow("f2", 0))).isTrue();

    sessions.lose(Loss.REQUEST);
    assertThat(journal.submit(newFlow("f3", 0))).isTrue();

    assertThat(journal.entries(new FlowId("f2"))).hasSize(1);
    assertThat(journal.entries(new FlowId("f3"))).hasSize(1);
  }

  @Test
  void findsOutThatASubmissionIsSomebodyElses() {
    NewFlow other = new NewFlow(newFlow("f1", 0).row(), "{}", entry("f1", 1, 0, 0, "[\"other\"]"));
    sessions.lose(Loss.REQUEST);

    assertThat(journal.submit(other)).isFalse();
  }

  @Test
  void saysSoIfItCannotFindOutAndLetsTheSameCallDoIt() {
    Loss[] all = new Loss[100];
    Arrays.fill(all, Loss.ANSWER);
    sessions.lose(all);
    PartitionCommit commit = next(2);
    Journal hasty = resolvingFor(Duration.ofSeconds(1));

    assertThatThrownBy(() -> hasty.commit(commit))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("the test's database")
        .hasMessageContaining("partition 0")
        .hasMessageContaining("the same call again finds out");
    sessions.lose();
    hasty.commit(commit);

    assertThat(bodies()).containsExactly("[\"submitted\"]", "[2]");
  }

  @Test
  void doesNotTakeAnotherCommitForItsOwn() {
    journal.commit(next(2));
    PartitionCommit other = commit(lease, entry("f1", 2, 0, 2, "[\"other\"]"));
    sessions.lose(Loss.REQUEST);

    assertThatThrownBy(() -> journal.commit(other)).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void noticesThatTheLeaseWasLostMeanwhile() throws SQLException {
    sessions.write(
        session ->
            session
                .prepare(
                    "UPDATE taskflow_partition SET owner = 'two', epoch = 2 WHERE partition = 0")
                .executeUpdate());
    sessions.lose(Loss.REQUEST);

    assertThatThrownBy(() -> journal.commit(next(2))).isInstanceOf(LeaseLostException.class);
    assertThat(bodies()).containsExactly("[\"submitted\"]");
  }

  private static String body(long seq) {
    return "[" + seq + "]";
  }

  private PartitionCommit next(long seq) {
    return commit(lease, entry("f1", seq, 0, seq, body(seq)));
  }

  private List<String> bodies() {
    return journal.entries(FLOW).stream().map(JournalEntry::body).toList();
  }
}

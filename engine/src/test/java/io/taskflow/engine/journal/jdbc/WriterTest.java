package io.taskflow.engine.journal.jdbc;

import static io.taskflow.engine.journal.Patience.await;
import static io.taskflow.engine.journal.Samples.commit;
import static io.taskflow.engine.journal.Samples.entry;
import static io.taskflow.engine.journal.Samples.newFlow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.Patience;
import io.taskflow.engine.journal.jdbc.LosingSessions.Loss;
import io.taskflow.protocol.FlowId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups of writes of which some fail. */
class WriterTest {

  private static final Dialect DIALECT = new SqliteDialect();

  @TempDir Path directory;
  private LosingSessions sessions;
  private JdbcJournal journal;
  private Writer writer;

  @BeforeEach
  void open() throws SQLException {
    sessions = new LosingSessions(TestDatabases.sqlite(directory.resolve("journal.db")), DIALECT);
    Errors errors = new Errors(DIALECT, "the test's database");
    sessions.write(session -> Partitions.fix(session, DIALECT, 4));
    Duration resolveFor = Patience.LIMIT;
    journal = new JdbcJournal(sessions, DIALECT, errors, 4, resolveFor);
    WriteStatements statements =
        new WriteStatements(DIALECT, new DefinitionTable(DIALECT), new EntryTable(DIALECT));
    writer = new Writer(sessions, DIALECT, statements, errors, resolveFor);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void storesAGroupInOneTransaction() throws Exception {
    List<Write> group = List.of(begin(0), begin(1), submit("s1"), begin(2), submit("s2"));
    int before = sessions.commits();

    List<Future<Boolean>> answers = store(group);

    assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isTrue());
    assertThat(sessions.commits() - before).isEqualTo(1);
    assertThat(journal.pending(0, 10)).hasSize(3);
  }

  @Test
  void storesTheOthersIfOneHasLostItsLease() throws Exception {
    Write lost = new Write.Commit(commit(new Lease(3, "one", 9), newFlow("flow-3", 3, 1)));

    List<Future<Boolean>> answers = store(List.of(begin(0), lost, begin(1)));

    assertThat(answers.get(0).get()).isTrue();
    assertThat(answers.get(2).get()).isTrue();
    assertThatFailure(answers.get(1)).isInstanceOf(LeaseLostException.class);
    assertThat(journal.flow(new FlowId("flow-1"))).isPresent();
  }

  @Test
  void storesTheOthersIfOneIsNotPossible() throws Exception {
    Write impossible = commitOf(3, newFlow("flow-3", 3, 1), entry("flow-3", 1, 3, 2, "[]"));

    List<Future<Boolean>> answers = store(List.of(begin(0), impossible, submit("s1")));

    assertThat(answers.get(0).get()).isTrue();
    assertThat(answers.get(2).get()).isTrue();
    assertThatFailure(answers.get(1)).isInstanceOf(JournalException.class);
    assertThat(journal.flow(new FlowId("flow-3"))).isEmpty();
  }

  @Test
  void storesTheOthersIfOneChangesARowThatIsNotThere() throws Exception {
    Lease lease = journal.acquire(3, "one", Duration.ofMinutes(5)).orElseThrow();
    Write impossible = new Write.Commit(commit(lease, newFlow("nowhere", 3).row()));

    List<Future<Boolean>> answers = store(List.of(begin(0), impossible, submit("s1")));

    assertThat(answers.get(0).get()).isTrue();
    assertThat(answers.get(2).get()).isTrue();
    assertThatFailure(answers.get(1)).hasMessageContaining("its row was to be changed");
  }

  @Test
  void refusesTheSecondOfTwoSubmissionsOfOneFlowInAGroup() throws Exception {
    NewFlow flow = newFlow("same", 0);
    NewFlow other = new NewFlow(flow.row(), "{}", entry("same", 1, 0, 0, "[\"other\"]"));

    List<Future<Boolean>> answers =
        store(List.of(new Write.Submit(flow), new Write.Submit(other), begin(1)));

    assertThat(answers.get(0).get()).isTrue();
    assertThat(answers.get(1).get()).isFalse();
    assertThat(answers.get(2).get()).isTrue();
    assertThat(journal.entries(new FlowId("same"))).containsExactly(flow.first());
  }

  @ParameterizedTest
  @EnumSource(names = {"ANSWER", "REQUEST"})
  void findsOutAboutEachMemberOfAGroupInDoubt(Loss loss) throws Exception {
    List<Write> group = List.of(submit("s1"), submit("s2"), begin(0), begin(1));
    sessions.lose(loss);

    List<Future<Boolean>> answers = store(group);

    assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isTrue());
    for (String flow : List.of("s1", "s2", "flow-0", "flow-1")) {
      assertThat(journal.entries(new FlowId(flow))).hasSize(1);
    }
  }

  /** Runs the writes as one group, which a leader that waits makes of them. */
  private List<Future<Boolean>> store(List<Write> writes) throws InterruptedException {
    CountDownLatch leading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Write hold = new Write.Submit(newFlow("hold", 0));
    GroupCommit<Write, Boolean> group =
        new GroupCommit<>(
            members -> {
              if (members.getFirst().wanted().equals(hold)) {
                leading.countDown();
                TestDatabases.await(goOn);
                members.forEach(member -> member.succeeded(true));
              } else {
                writer.store(members);
              }
            });
    List<Future<Boolean>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> held = threads.submit(() -> group.store(hold));
      leading.await();
      for (Write write : writes) {
        answers.add(threads.submit(() -> group.store(write)));
        await().until(() -> group.waiting() == answers.size());
      }
      goOn.countDown();
      assertThat(held).succeedsWithin(Patience.LIMIT);
    }
    return answers;
  }

  private static AbstractThrowableAssert<?, ?> assertThatFailure(Future<Boolean> answer) {
    return assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class).cause();
  }

  private Write begin(int partition) {
    return commitOf(partition, newFlow("flow-" + partition, partition, 1));
  }

  private Write commitOf(int partition, NewFlow flow, JournalEntry... entries) {
    Lease lease = journal.acquire(partition, "one", Duration.ofMinutes(5)).orElseThrow();
    return new Write.Commit(
        new PartitionCommit(lease, 0, List.of(flow), List.of(entries), List.of()));
  }

  private static Write submit(String id) {
    return new Write.Submit(newFlow(id, 0));
  }
}

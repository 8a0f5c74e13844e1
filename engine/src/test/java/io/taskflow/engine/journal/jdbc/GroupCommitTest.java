package io.taskflow.engine.journal.jdbc;

import static io.taskflow.engine.journal.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<List<String>> transactions = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void storesAtOnceWhatComesAlone() {
    GroupCommit<String, Integer> group = new GroupCommit<>(this::answerLengths);

    assertThat(group.store("a")).isEqualTo(1);
    assertThat(group.store("bb")).isEqualTo(2);

    assertThat(transactions).containsExactly(List.of("a"), List.of("bb"));
  }

  @Test
  void storesTogetherWhatCameDuringATransaction() throws Exception {
    CountDownLatch firstRuns = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    GroupCommit<String, Integer> group =
        new GroupCommit<>(
            members -> {
              firstRuns.countDown();
              awaitLatch(goOn);
              answerLengths(members);
            });
    List<Future<Integer>> answers = new ArrayList<>();
    answers.add(threads.submit(() -> group.store("first")));
    firstRuns.await();
    for (int length = 1; length <= 3; length++) {
      String wanted = "x".repeat(length);
      answers.add(threads.submit(() -> group.store(wanted)));
      int waiting = length;
      await().until(() -> group.waiting() == waiting);
    }

    goOn.countDown();

    assertThat(answers.get(0).get()).isEqualTo(5);
    assertThat(answers.get(1).get()).isEqualTo(1);
    assertThat(answers.get(2).get()).isEqualTo(2);
    assertThat(answers.get(3).get()).isEqualTo(3);
    assertThat(transactions).containsExactly(List.of("first"), List.of("x", "xx", "xxx"));
  }

  @Test
  void neverRunsTwoTransactionsAtOnceNorForgetsAnybody() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    GroupCommit<String, Integer> group =
        new GroupCommit<>(
            members -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              answerLengths(members);
              running.decrementAndGet();
            });
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      String wanted = "x".repeat(i % 10);
      answers.add(threads.submit(() -> group.store(wanted)));
    }

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get()).isEqualTo(i % 10);
    }
    assertThat(most.get()).isEqualTo(1);
    assertThat(transactions.stream().mapToInt(List::size).sum()).isEqualTo(5_000);
  }

  @Test
  void givesEachItsOwnFailure() {
    GroupCommit<String, Integer> group =
        new GroupCommit<>(
            members -> members.forEach(m -> m.failed(new JournalException(m.wanted(), null))));

    assertThatThrownBy(() -> group.store("mine"))
        .isInstanceOf(JournalException.class)
        .hasMessage("mine");
  }

  @Test
  void goesOnAfterATransactionThatBroke() throws Exception {
    CountDownLatch firstRuns = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    GroupCommit<String, Integer> group =
        new GroupCommit<>(
            members -> {
              firstRuns.countDown();
              awaitLatch(goOn);
              if (calls.incrementAndGet() == 1) {
                throw new OutOfMemoryError("simulated");
              }
              answerLengths(members);
            });
    Future<Integer> broken = threads.submit(() -> group.store("broken"));
    firstRuns.await();
    Future<Integer> next = threads.submit(() -> group.store("next"));
    await().until(() -> group.waiting() == 1);

    goOn.countDown();

    assertThatThrownBy(broken::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(JournalUnavailableException.class);
    assertThat(next.get()).isEqualTo(4);
  }

  private void answerLengths(List<GroupCommit.Member<String, Integer>> members) {
    transactions.add(members.stream().map(GroupCommit.Member::wanted).toList());
    members.forEach(member -> member.succeeded(member.wanted().length()));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

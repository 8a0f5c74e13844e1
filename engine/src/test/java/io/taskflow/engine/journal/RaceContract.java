package io.taskflow.engine.journal;

import static io.taskflow.engine.journal.Samples.commit;
import static io.taskflow.engine.journal.Samples.entry;
import static io.taskflow.engine.journal.Samples.newFlow;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What a journal keeps when several write at the same time. */
public abstract class RaceContract {

  private static final FlowId FLOW = new FlowId("contested");

  private Journal journal;

  /** An empty journal with at least 4 partitions. */
  protected abstract Journal openEmpty();

  @BeforeEach
  void open() {
    journal = openEmpty();
  }

  @AfterEach
  void close() {
    journal.close();
  }

  /**
   * Two engines fight for a partition with leases that end at once. Each goes on from what is
   * stored when it takes over. Everything acknowledged must be there, once, in the order of epochs.
   */
  @RepeatedTest(5)
  void keepsOneHistoryWhenTwoEnginesFightForAPartition(RepetitionInfo repetition) throws Exception {
    long seed = 7_919L * repetition.getCurrentRepetition();
    journal.submit(newFlow(FLOW.value(), 1));
    List<JournalEntry> acknowledged = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger refusals = new AtomicInteger();

    allAtOnce(
        List.of(
            () -> fight("one", new Random(seed), acknowledged, refusals),
            () -> fight("two", new Random(~seed), acknowledged, refusals)));

    List<JournalEntry> stored = journal.entries(FLOW);
    List<JournalEntry> inOrder = stored.subList(1, stored.size());
    assertThat(inOrder).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(acknowledged);
    assertThat(stored)
        .as("seed %s", seed)
        .extracting(JournalEntry::seq)
        .isEqualTo(IntStream.rangeClosed(1, stored.size()).mapToObj(Long::valueOf).toList());
    assertThat(inOrder).as("seed %s: epochs", seed).extracting(RaceContract::epoch).isSorted();
    assertThat(refusals.get()).as("seed %s: refused commits", seed).isPositive();
  }

  @Test
  void keepsTheCommitsOfAllPartitionsThatComeTogether() throws Exception {
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int partition = 0; partition < 4; partition++) {
      int own = partition;
      writers.add(() -> write(own, 200));
    }

    allAtOnce(writers);

    for (int partition = 0; partition < 4; partition++) {
      assertThat(journal.entries(new FlowId("flow-" + partition))).hasSize(201);
      assertThat(journal.partitionRows().get(partition).published()).isEqualTo(200);
    }
  }

  @Test
  void refusesOnlyTheOneThatLostItsLeaseOfCommitsThatComeTogether() throws Exception {
    Lease lost = journal.acquire(0, "one", Duration.ofMinutes(5)).orElseThrow();
    journal.release(lost);
    AtomicInteger refused = new AtomicInteger();
    List<Callable<Integer>> writers = new ArrayList<>();
    writers.add(() -> write(1, 100));
    writers.add(() -> write(2, 100));
    writers.add(
        () -> {
          for (int i = 0; i < 100; i++) {
            try {
              journal.commit(commit(lost, newFlow("lost-" + i, 0, i + 1)));
            } catch (LeaseLostException e) {
              refused.incrementAndGet();
            }
          }
          return 0;
        });

    allAtOnce(writers);

    assertThat(refused.get()).isEqualTo(100);
    assertThat(journal.entries(new FlowId("flow-1"))).hasSize(101);
    assertThat(journal.entries(new FlowId("flow-2"))).hasSize(101);
    assertThat(journal.flow(new FlowId("lost-0"))).isEmpty();
  }

  @RepeatedTest(3)
  void acceptsOneOfManySubmissionsOfTheSameFlow() throws Exception {
    List<Callable<Boolean>> submitters = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      NewFlow flow =
          new NewFlow(newFlow("same", 0).row(), "{}", entry("same", 1, 0, 0, "[\"" + i + "\"]"));
      submitters.add(() -> journal.submit(flow));
    }

    List<Boolean> answers = allAtOnce(submitters);

    assertThat(answers).containsOnlyOnce(true);
    int winner = answers.indexOf(true);
    assertThat(journal.entries(new FlowId("same")))
        .extracting(JournalEntry::body)
        .containsExactly("[\"" + winner + "\"]");
  }

  @Test
  void givesAPartitionToOneOfManyWhoAsk() throws Exception {
    List<Callable<Boolean>> engines = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String owner = "engine-" + i;
      engines.add(() -> journal.acquire(2, owner, Duration.ofMinutes(5)).isPresent());
    }

    assertThat(allAtOnce(engines)).containsOnlyOnce(true);
    assertThat(journal.partitionRows().get(2).epoch()).isEqualTo(1);
  }

  private int write(int partition, int commits) {
    Lease lease = journal.acquire(partition, "one", Duration.ofMinutes(5)).orElseThrow();
    String flow = "flow-" + partition;
    journal.commit(commit(lease, newFlow(flow, partition, 1)));
    for (int i = 1; i <= commits; i++) {
      JournalEntry next = entry(flow, i + 1L, partition, i + 1L, "[" + i + "]");
      journal.commit(new PartitionCommit(lease, i, List.of(), List.of(next), List.of()));
    }
    return commits;
  }

  /** Commits as fast as it can while it believes to own the partition, which may be wrong. */
  private int fight(
      String engine, Random random, List<JournalEntry> acknowledged, AtomicInteger refusals) {
    int done = 0;
    while (done < 25 || refusals.get() == 0) {
      Lease lease = journal.acquire(1, engine, Duration.ofNanos(1_000)).orElse(null);
      if (lease == null) {
        Thread.onSpinWait();
        continue;
      }
      long seq = journal.entries(FLOW).getLast().seq();
      try {
        for (int i = random.nextInt(6); i > 0; i--) {
          seq++;
          String body = "[" + lease.epoch() + "]";
          JournalEntry next = entry(FLOW.value(), seq, 1, seq, body);
          journal.commit(commit(lease, next));
          acknowledged.add(next);
          done++;
        }
      } catch (LeaseLostException e) {
        refusals.incrementAndGet();
      }
    }
    return done;
  }

  private static long epoch(JournalEntry entry) {
    return Long.parseLong(entry.body().substring(1, entry.body().length() - 1));
  }

  private static <T> List<T> allAtOnce(List<Callable<T>> tasks) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> task : tasks) {
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return task.call();
                }));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(get(future));
      }
      return results;
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a writer failed", e.getCause());
    }
  }
}

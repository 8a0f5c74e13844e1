package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A worker's loop as a thread, with a clock. */
class ThreadedLoopTest {

  private static final Duration MOMENT = Duration.ofMillis(1);

  private final List<Object> ran = new CopyOnWriteArrayList<>();
  private String worker = "";
  private ThreadedLoop loop;

  @BeforeEach
  void open(TestInfo test) {
    worker = test.getTestMethod().orElseThrow().getName();
    loop = new ThreadedLoop(worker);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void aQuickActionIsRunByItsCallerOrTheLoop() {
    AtomicReference<Thread> by = new AtomicReference<>();
    loop.executeQuick(() -> by.set(Thread.currentThread()));
    await().until(() -> by.get() != null);
    assertThat(by.get()).isIn(Thread.currentThread(), loopThread());
  }

  @Test
  void actionsKeepTheirOrderWhetherTheyAreQuickOrNot() {
    int count = 10_000;
    for (int i = 0; i < count; i++) {
      int number = i;
      if (i % 3 == 0) {
        loop.execute(() -> ran.add(number));
      } else {
        loop.executeQuick(() -> ran.add(number));
      }
    }
    await().until(() -> ran.size() == count);
    assertThat(ran).isEqualTo(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void anActionThatThrowsEndsNeitherTheLoopNorItsCaller() {
    loop.execute(
        () -> {
          throw new IllegalStateException("an action's mistake");
        });
    loop.executeQuick(
        () -> {
          throw new IllegalStateException("a quick action's mistake");
        });
    loop.executeQuick(
        () -> {
          throw new NoClassDefFoundError("a class that is not there");
        });
    loop.execute(() -> Thread.currentThread().interrupt());
    loop.execute(() -> loop.after(MOMENT, () -> ran.add("timer")));
    await().until(() -> ran.contains("timer"));
  }

  @Test
  void theThreadsOfTasksHandOverActionsWhichTheyDoNotRunThemselves() {
    int tasks = 4;
    int each = 2_000;
    List<List<Integer>> ofTask = new ArrayList<>();
    AtomicInteger byVirtualThreads = new AtomicInteger();
    AtomicInteger count = new AtomicInteger();
    for (int t = 0; t < tasks; t++) {
      List<Integer> numbers = new ArrayList<>();
      ofTask.add(numbers);
      loop.launch(
          Requests.execute("hands-over").build(),
          () -> {
            for (int i = 0; i < each; i++) {
              int number = i;
              loop.executeQuick(
                  () -> {
                    byVirtualThreads.addAndGet(Thread.currentThread().isVirtual() ? 1 : 0);
                    numbers.add(number);
                    count.incrementAndGet();
                  });
            }
          });
    }
    await().until(() -> count.get() == tasks * each);
    assertThat(byVirtualThreads).hasValue(0);
    List<Integer> inOrder = IntStream.range(0, each).boxed().toList();
    assertThat(ofTask).allSatisfy(numbers -> assertThat(numbers).isEqualTo(inOrder));
  }

  @Test
  void aTimerThatIsCancelledBeforeItsTimeDoesNotRun() {
    loop.execute(
        () -> {
          WorkerLoop.Timer early = loop.after(MOMENT, () -> ran.add("cancelled"));
          early.cancel();
          // The clock comes to it after the other one.
          loop.after(MOMENT.multipliedBy(2), () -> ran.add("later"));
        });
    await().until(() -> ran.contains("later"));
    assertThat(ran).containsExactly("later");
  }

  @Test
  void aTimerThatIsCancelledByABusyLoopDoesNotRunThoughItsTimeHasCome() {
    CountDownLatch timeHasCome = new CountDownLatch(1);
    loop.execute(
        () -> {
          WorkerLoop.Timer due = loop.after(Duration.ZERO, () -> ran.add("cancelled"));
          awaitUninterruptibly(timeHasCome);
          due.cancel();
          // The due action was handed over before this one.
          loop.execute(() -> ran.add("next"));
        });
    await("the clock has nothing left to do")
        .until(() -> clock().stream().anyMatch(ThreadedLoopTest::waits));
    timeHasCome.countDown();
    await().until(() -> ran.contains("next"));
    assertThat(ran).containsExactly("next");
  }

  @Test
  void aRepetitionRunsAgainAndAgainUntilItIsCancelled() {
    AtomicReference<WorkerLoop.Timer> repetition = new AtomicReference<>();
    AtomicInteger runs = new AtomicInteger();
    loop.execute(
        () ->
            repetition.set(
                loop.every(
                    MOMENT,
                    () -> {
                      runs.incrementAndGet();
                      throw new IllegalStateException("as the test wants");
                    })));
    await().until(() -> runs.get() >= 3);

    AtomicInteger atCancel = new AtomicInteger();
    loop.execute(
        () -> {
          repetition.get().cancel();
          atCancel.set(runs.get());
          loop.after(MOMENT.multipliedBy(2), () -> ran.add("later"));
        });

    await().until(() -> ran.contains("later"));
    assertThat(runs).hasValue(atCancel.get());
  }

  @Test
  void aRepetitionMayCancelItself() {
    AtomicReference<WorkerLoop.Timer> repetition = new AtomicReference<>();
    loop.execute(
        () ->
            repetition.set(
                loop.every(
                    MOMENT,
                    () -> {
                      ran.add("once");
                      repetition.get().cancel();
                      loop.after(MOMENT.multipliedBy(2), () -> ran.add("later"));
                    })));
    await().until(() -> ran.contains("later"));
    assertThat(ran).containsExactly("once", "later");
  }

  @Test
  void closingItLetsRunWhatWasHandedOverAndNothingAfterItsEnd() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    Thread thread = loopThread();
    loop.execute(() -> loop.every(MOMENT, runs::incrementAndGet));
    await().until(() -> runs.get() >= 2);
    loop.execute(() -> awaitUninterruptibly(closed));
    loop.execute(() -> ran.add("a"));
    loop.executeQuick(() -> ran.add("b"));

    loop.close();
    closed.countDown();
    assertThat(thread.join(Patience.LIMIT)).isTrue();

    int atEnd = runs.get();
    loop.execute(() -> ran.add("too late"));
    loop.executeQuick(() -> ran.add("too late"));
    assertThat(loop.after(Duration.ZERO, () -> ran.add("too late")))
        .isSameAs(WorkerLoop.Timer.NONE);
    for (Thread clock : clock()) {
      assertThat(clock.join(Patience.LIMIT)).isTrue();
    }
    assertThat(ran).containsExactly("a", "b");
    assertThat(runs).hasValue(atEnd);
  }

  private Thread loopThread() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    // Never run by another one.
    loop.execute(() -> thread.set(Thread.currentThread()));
    await().until(() -> thread.get() != null);
    return thread.get();
  }

  /** The threads of this test's clock: none before there was something to wait for. */
  private List<Thread> clock() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("taskflow-worker-clock-" + worker))
        .toList();
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

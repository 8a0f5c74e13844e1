package io.taskflow.engine.runtime;

import io.taskflow.worker.MapTask;
import io.taskflow.worker.ReduceTask;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.TaskRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tasks that tell what they did, wait for the test, or fail. */
final class TestTasks {

  /** What ran, in order: {@code +task} for an execute, {@code -task} for a revert. */
  final List<String> log = new CopyOnWriteArrayList<>();

  /** A task of type {@code waits} has begun. */
  final CountDownLatch reached = new CountDownLatch(1);

  /** Lets tasks of type {@code waits} go on. */
  final CountDownLatch gate = new CountDownLatch(1);

  private final Map<String, Integer> times = new ConcurrentHashMap<>();

  TaskRegistry registry() {
    return TaskRegistry.builder()
        .addShared("one", context -> 1)
        .addShared("inc", context -> context.argument("x", Integer.class) + 1)
        .addShared("logged", new Logged())
        .addShared("fails", context -> fail())
        .addShared("waits", context -> waits())
        .addShared("stubborn", new Stubborn())
        .addShared("progresses", this::progresses)
        .addShared("not-json", context -> new Object())
        .addShared("double", new MapTask<>(Integer.class, x -> 2 * x))
        .addShared("minus", new ReduceTask<>(Integer.class, (a, b) -> a - b))
        .addShared("hooked", new Hooked())
        .addShared("two", context -> atLeastTwo(context.argument("x", Integer.class)))
        .addShared("third-time", this::thirdTime)
        .addShared("too-large", context -> "x".repeat(1_000_000))
        .build();
  }

  private final class Logged implements Task {
    @Override
    public Object execute(TaskContext context) {
      log.add("+" + context.task());
      return context.task();
    }

    @Override
    public @Nullable Object revert(RevertContext context) {
      log.add(
          "-%s %s %s"
              .formatted(
                  context.task(),
                  context.result(String.class).orElse("?"),
                  context.flowFailures().keySet()));
      return null;
    }
  }

  /** Logs its hooks; fails where its argument says. */
  private final class Hooked implements Task {
    @Override
    public void preExecute(TaskContext context) {
      reach("pre", context);
    }

    @Override
    public Object execute(TaskContext context) {
      reach("execute", context);
      return 1;
    }

    @Override
    public void postExecute(TaskContext context) {
      reach("post", context);
    }

    @Override
    public void preRevert(RevertContext context) {
      log.add("pre-revert");
    }

    @Override
    public void postRevert(RevertContext context) {
      log.add("post-revert");
    }

    private void reach(String point, TaskContext context) {
      log.add(point);
      if (context.argument("failing", String.class).equals(point)) {
        throw new IllegalStateException(point + " failed");
      }
    }
  }

  /** Executes, and can't be reverted. */
  private final class Stubborn implements Task {
    @Override
    public Object execute(TaskContext context) {
      log.add("+" + context.task());
      return "done";
    }

    @Override
    public Object revert(RevertContext context) {
      throw new IllegalStateException("can't be undone");
    }
  }

  private static int atLeastTwo(int x) {
    if (x < 2) {
      throw new IllegalArgumentException(x + " is less than 2");
    }
    return x;
  }

  /** Fails twice for each execution key. */
  private int thirdTime(TaskContext context) {
    int time = times.merge(context.executionKey(), 1, Integer::sum);
    if (time < 3) {
      throw new IllegalStateException("this is time " + time);
    }
    return time;
  }

  private static Object fail() throws TaskFailure {
    throw new IllegalStateException("no more disk", new java.io.IOException("ENOSPC"));
  }

  private Object progresses(TaskContext context) throws InterruptedException {
    context.progress(0.5, List.of("half"));
    return waits();
  }

  private Object waits() throws InterruptedException {
    reached.countDown();
    if (!gate.await(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the test did not open the gate");
    }
    return "waited";
  }
}

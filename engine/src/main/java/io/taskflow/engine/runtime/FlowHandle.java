package io.taskflow.engine.runtime;

import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.report.ReportOptions;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A submitted flow. Thread-safe; stays valid as long as its engine runs. */
public interface FlowHandle {

  /** Longest text about who asks for something, in characters. */
  int MAX_BY_LENGTH = 1_000;

  /** Longest reason that somebody gives, in characters. */
  int MAX_WHY_LENGTH = 10_000;

  /** The flow's id. */
  FlowId id();

  /** How the flow stands now, as stored. */
  FlowStatus status();

  /** Everything about the flow and its tasks, as stored. */
  FlowInspection inspect();

  /**
   * Waits until the flow comes to rest: it has ended, or is suspended.
   *
   * @throws InterruptedException if the waiting thread is interrupted; the flow goes on
   */
  FlowResult join() throws InterruptedException;

  /**
   * As {@link #join()}, not longer than {@code atMost}.
   *
   * @throws java.util.concurrent.TimeoutException if the flow is still going then; it goes on
   */
  FlowResult join(Duration atMost)
      throws InterruptedException, java.util.concurrent.TimeoutException;

  /** The result, when the flow next comes to rest; completed already if it rests now. */
  CompletableFuture<FlowResult> result();

  /**
   * Calls the listener on every change of the flow or one of its tasks from now on, in order, as
   * long as this engine drives the flow. All listeners of the engine share one thread, which is
   * none of those that drive flows: a listener may call the engine, and a slow one holds up the
   * others. If 100,000 steps of flows wait for listeners, further ones are dropped with a warning;
   * who must not miss any uses a {@link io.taskflow.engine.events.Subscriber}. What it throws is
   * logged.
   *
   * @return to be closed to hear no more
   */
  Subscription onChange(Consumer<FlowChange> listener);

  /**
   * As {@link #onChange(Consumer)}, for a listener that hears of changes of status only.
   *
   * @return to be closed to hear no more
   */
  Subscription onChange(FlowListener listener);

  /**
   * What went wrong, for people: each failure, and what came before it with inputs and outputs.
   * Secrets are masked by their names, as {@link ReportOptions#DEFAULTS} says.
   */
  default String failureReport() {
    return failureReport(ReportOptions.DEFAULTS);
  }

  /** As {@link #failureReport()}, with other options. */
  String failureReport(ReportOptions options);

  /**
   * Starts nothing new; the flow is SUSPENDED when what runs has ended. Returns when the request is
   * durable, not when the flow rests.
   */
  void suspend(String by);

  /** Goes on after a suspension. */
  void resume(String by);

  /** As {@link #revert(String, String)}, without a reason. */
  default void revert(String by) {
    revert(by, "");
  }

  /**
   * Rolls back now: cancels what runs, reverts what was done. Also for a flow that succeeded, or
   * that failed and has something left to revert. Asked for again, it cancels again what still
   * runs.
   *
   * @param why for the history of the flow
   */
  void revert(String by, String why);

  /** As {@link #retry(String, Map, String, String)}, with the arguments that it had. */
  default void retry(String task, String by, String why) {
    retry(task, Map.of(), by, why);
  }

  /**
   * Does an action of a task again that did not get on: reverts again what could not be reverted,
   * executes again, in a new round, what failed and was not resolved, sends a request at once that
   * no worker took or that waits for its time.
   *
   * @param arguments in place of those that the task would get, by name; the others stay as they
   *     are. They hold until the flow decides to run the task anew, also for its revert.
   * @param by who asks, for the history of the flow
   * @param why for the history of the flow
   * @throws CommandRejectedException if that is not possible as the flow stands: the code and the
   *     message say why
   * @throws IllegalArgumentException if an argument is no JSON value, or something is too long
   */
  void retry(String task, Map<String, ?> arguments, String by, String why);

  /**
   * Says what came of an action of a task, in place of a worker: of a revert, that it is done; of
   * an execute, that it succeeded. The flow goes on. If a worker still has the request, it is told
   * to stop, and its answer does not count.
   *
   * @param result what the task would have returned; null if nothing
   * @throws CommandRejectedException as for {@link #retry(String, Map, String, String)}
   */
  void resolve(String task, @Nullable Object result, String by, String why);

  /**
   * Goes on without an action of a task. A revert that failed is given up, and what comes before
   * the task is reverted. An execute that nobody has begun is passed over; what comes after the
   * task is run without what it would have provided.
   *
   * @throws CommandRejectedException as for {@link #retry(String, Map, String, String)}
   */
  void skip(String task, String by, String why);

  /**
   * Notes that somebody has seen what went wrong with a task: {@link Engine#attention} does not
   * list it any more, until it fails anew.
   *
   * @throws CommandRejectedException as for {@link #retry(String, Map, String, String)}
   */
  void dismiss(String task, String by, String why);

  /**
   * Runs the flow again after it has ended: one that was reverted starts over, one that failed goes
   * on with what is left, one that succeeded has nothing to do.
   */
  void rerun(String by);

  /**
   * Lets a flow that has ended start over as if it had just been submitted: nothing of what it did
   * is remembered, and nothing is reverted.
   */
  void reset(String by);

  /** Something that can be given up. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}

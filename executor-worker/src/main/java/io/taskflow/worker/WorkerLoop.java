package io.taskflow.worker;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What owns a worker's state: which requests are in hand, which run, what is still unanswered, and
 * every timer. One thread at a time has it. Everybody else (consumer threads, publisher threads,
 * tasks) only hands it actions. An action that throws is logged and does not end the loop. It also
 * brings what else drives a worker: time that passes, chance, and threads for tasks. Thread-safe.
 */
interface WorkerLoop extends Executor, TaskLauncher, AutoCloseable {

  /** Runs an action soon, after those handed over before; not at all after {@link #close}. */
  @Override
  void execute(Runnable action);

  /**
   * As {@link #execute}, for an action that waits for nothing: if nothing else is being done, the
   * caller may do it at once.
   */
  void executeQuick(Runnable action);

  /** Runs an action once after a delay, unless cancelled or closed before. */
  Timer after(Duration delay, Runnable action);

  /** Runs an action again and again, the first time after one period. */
  Timer every(Duration period, Runnable action);

  /** Nanoseconds that pass evenly, from an arbitrary beginning. */
  long nanoTime();

  /** A random number from 0.0 to 1.0. */
  double random();

  /** Lets what was handed over already run, then ends. */
  @Override
  void close();

  /** The action, but what it throws is only logged. */
  static Runnable guarded(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        Log.LOG.error("an action of the worker's loop failed; the worker goes on without it", e);
      }
    };
  }

  /** Something that will happen unless it is cancelled. */
  @FunctionalInterface
  interface Timer {

    /** Already over. */
    Timer NONE = () -> {};

    /** Makes it not happen, if it hasn't yet. */
    void cancel();
  }

  /** An interface can't hide its logger. */
  final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);

    private Log() {}
  }
}

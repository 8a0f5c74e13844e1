package io.taskflow.protocol.amqp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that owns some state: others post actions, it runs them one after another in the order
 * posted, and after each batch of whatever had arrived a last step, where what the batch has
 * gathered is sent off. Posting never blocks. Whatever an action throws, errors of the virtual
 * machine included, the thread goes on: nobody else would do what it owns.
 */
final class OwnerThread {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerThread.class);
  private static final int LARGEST_BATCH = 256;

  private final BlockingQueue<Runnable> actions = new LinkedBlockingQueue<>();
  private final Runnable afterBatch;
  private final Thread thread;
  private boolean ended;

  /**
   * @param afterBatch runs on the thread after each batch of actions
   */
  OwnerThread(String name, Runnable afterBatch) {
    this.afterBatch = afterBatch;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** After the thread has ended, the action is never run. */
  void post(Runnable action) {
    actions.add(action);
  }

  /**
   * Ends the thread after this action, and waits for that unless called on the thread itself.
   *
   * @param limit the longest wait
   */
  void end(Runnable last, Duration limit) {
    post(
        () -> {
          ended = true;
          last.run();
        });
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      if (!thread.join(limit)) {
        LOG.warn("Thread {} has not ended within {}; it ends later", thread.getName(), limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Runnable> batch = new ArrayList<>(LARGEST_BATCH);
    while (!ended) {
      try {
        batch.add(actions.take());
      } catch (InterruptedException e) {
        // A callback has left the thread interrupted; that says nothing about this loop.
        continue;
      }
      actions.drainTo(batch, LARGEST_BATCH - 1);
      batch.forEach(this::runSafely);
      batch.clear();
      runSafely(afterBatch);
    }
  }

  private void runSafely(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      LOG.error("Thread {} goes on after an unexpected error", thread.getName(), e);
    }
  }
}

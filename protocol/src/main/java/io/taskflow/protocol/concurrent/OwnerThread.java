package io.taskflow.protocol.concurrent;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that owns some state: others hand it actions, which are run one after another in the
 * order in which they came, and after each batch of whatever had arrived a last step, where what
 * the batch has gathered is sent off. Handing over never blocks. Whatever an action throws, errors
 * of the virtual machine included, the thread goes on: nobody else would do what it owns.
 *
 * <p>To wake a thread takes longer than most actions. So who hands over something {@linkplain #hand
 * quick} may {@linkplain #help} at once: it owns the state for as long as it runs what is there.
 * Only one thread does at a time. Thread-safe.
 */
public final class OwnerThread {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerThread.class);
  private static final int LARGEST_BATCH = 256;

  /** So much does a thread that helps; others may go on bringing what it would never end with. */
  private static final int MOST_BATCHES = 4;

  private final Queue<Action> actions = new ConcurrentLinkedQueue<>();
  private final ReentrantLock owning = new ReentrantLock();
  private final AfterBatch afterBatch;
  private final Thread thread;
  private volatile boolean resting;
  private volatile boolean left;
  private volatile boolean ended;

  /** What is done with what a batch of actions has gathered. */
  @FunctionalInterface
  public interface AfterBatch {

    /**
     * Does it.
     *
     * @param helping whether it is run by a thread that must not wait for anything
     * @return whether something is left that the owner's thread has to do
     */
    boolean run(boolean helping);
  }

  /**
   * @param quick whether a thread may run it that must not wait for anything
   */
  private record Action(Runnable content, boolean quick) {}

  /**
   * A thread that is not started yet.
   *
   * @param afterBatch runs after each batch of actions
   */
  public OwnerThread(String name, AfterBatch afterBatch) {
    this.afterBatch = afterBatch;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** To be called once. */
  public void start() {
    thread.start();
  }

  /** Has the thread run an action. After it has ended, the action is never run. */
  public void post(Runnable action) {
    add(new Action(action, false));
    wake();
  }

  /**
   * Hands over an action that waits for nothing, as {@link #post} does but for waking the thread:
   * {@link #help} must follow, or some time later another {@link #post}.
   */
  public void hand(Runnable quick) {
    add(new Action(quick, true));
  }

  private void add(Action action) {
    if (!ended) {
      actions.add(action);
    }
  }

  /**
   * Runs what is quick and comes next, unless another thread is at it; the rest is left to the
   * owner's thread. Called by an action that a helper runs, of this owner or another one, it is put
   * off until the batch that the action belongs to is over. Virtual threads leave everything to the
   * owner's thread, for they may stand still whenever others need their carriers.
   */
  public void help() {
    help(List.of(this));
  }

  /**
   * {@linkplain #help Helps} all of them, and only then those to whom that hands something over.
   */
  public static void help(Collection<OwnerThread> owners) {
    if (Thread.currentThread().isVirtual()) {
      owners.forEach(OwnerThread::leave);
    } else {
      Helping.with(owners);
    }
  }

  /** As {@link #help}, but at once. */
  void helpNow() {
    if (owning.isHeldByCurrentThread()) {
      return; // who runs this action goes on with the next
    }
    try {
      for (int i = 0; i < MOST_BATCHES && quickIsNext(); i++) {
        if (!owning.tryLock()) {
          return; // who owns it now looks for actions again after that
        }
        helpOnce();
      }
    } catch (Throwable e) {
      leave();
      throw e;
    }
    leave();
  }

  /** Leaves what there is to the owner's thread. */
  void leave() {
    if (left || !actions.isEmpty()) {
      wake();
    }
  }

  private void helpOnce() {
    boolean interrupted = Thread.interrupted();
    try {
      runBatch(true);
    } finally {
      owning.unlock();
      restore(interrupted);
    }
  }

  /**
   * Ends the thread after this action, and waits for that unless called by an action.
   *
   * @param limit the longest wait
   */
  public void end(Runnable last, Duration limit) {
    endSoon(last);
    if (owning.isHeldByCurrentThread() || Thread.currentThread() == thread) {
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

  /** Ends the thread after this action, without waiting for it. */
  public void endSoon(Runnable last) {
    post(
        () -> {
          ended = true;
          last.run();
        });
  }

  private boolean quickIsNext() {
    Action next = actions.peek();
    return next != null && next.quick() && !ended;
  }

  /** What an action has left the thread with is no business of who helped, nor the other way. */
  private static void restore(boolean interrupted) {
    Thread.interrupted();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whoever adds an action and then finds the thread not at rest is seen by {@link #rest}; who
   * finds somebody helping is seen by that one, who looks for actions after each batch.
   */
  private void wake() {
    if (resting && !owning.isLocked()) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!ended) {
      rest();
      owning.lock();
      try {
        runBatch(false);
      } finally {
        owning.unlock();
      }
    }
  }

  private void rest() {
    resting = true;
    // An action may have left the thread interrupted, which would end every rest at once.
    while (!Thread.interrupted() && !left && actions.isEmpty()) {
      LockSupport.park(this);
    }
    resting = false;
  }

  private void runBatch(boolean helping) {
    for (int i = 0; i < LARGEST_BATCH && !ended && (!helping || quickIsNext()); i++) {
      @Nullable Action next = actions.poll();
      if (next == null) {
        break;
      }
      runSafely(next.content());
    }
    left = false;
    runSafely(() -> left = afterBatch.run(helping));
  }

  private void runSafely(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      LOG.error("Thread {} goes on after an unexpected error", thread.getName(), e);
    }
  }
}

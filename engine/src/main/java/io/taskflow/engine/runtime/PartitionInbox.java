package io.taskflow.engine.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for a partition's loop. Thread-safe. Deliveries are bounded by the consumer's
 * prefetch; callers of this process wait in {@link #offer} when too much is queued.
 */
final class PartitionInbox {

  /** How much may wait before callers of this process have to. */
  private static final int CAPACITY = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition emptied = lock.newCondition();
  private final ArrayDeque<InboxItem> items = new ArrayDeque<>();

  /** Whether a look for pending flows waits already; a second one would find nothing more. */
  private boolean looking;

  /** Whether nothing was left when items were taken last. */
  private boolean tookAll;

  private boolean woken;
  private boolean closed;

  /** False if the inbox is closed. */
  boolean offer(InboxItem item) {
    lock.lock();
    try {
      while (bounded(item) && items.size() >= CAPACITY && !closed) {
        emptied.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      if (item instanceof InboxItem.LookForPending) {
        if (looking) {
          return true;
        }
        looking = true;
      }
      items.add(item);
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What transports hand in must not block their threads, and is bounded by them. */
  private static boolean bounded(InboxItem item) {
    return switch (item) {
      case InboxItem.Submitted s -> true;
      case InboxItem.Asked a -> true;
      case InboxItem.Delivered d -> false;
      case InboxItem.Undelivered u -> false;
      case InboxItem.Repeat r -> false;
      case InboxItem.SentTwice s -> false;
      case InboxItem.SendAgain s -> false;
      case InboxItem.LookForPending l -> false;
    };
  }

  /** Waits as long as the rest says, or until it is woken. */
  void await(Rest rest) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = rest.atMost().toNanos();
      while (!over(rest) && nanos > 0) {
        nanos = filled.awaitNanos(nanos);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a rest is over before its time; if it was woken, that counts once. */
  boolean endsEarly(Rest rest) {
    lock.lock();
    try {
      boolean over = over(rest);
      woken = false;
      return over;
    } finally {
      lock.unlock();
    }
  }

  private boolean over(Rest rest) {
    return woken || closed || (rest.untilArrival() && !items.isEmpty());
  }

  /** Takes what is there, at most {@code limit}. */
  List<InboxItem> take(int limit) {
    lock.lock();
    try {
      List<InboxItem> taken = new ArrayList<>(Math.min(limit, items.size()));
      while (taken.size() < limit && !items.isEmpty()) {
        InboxItem item = items.remove();
        looking &= !(item instanceof InboxItem.LookForPending);
        taken.add(item);
      }
      tookAll = items.isEmpty();
      emptied.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing was left when items were taken last. */
  boolean tookAll() {
    lock.lock();
    try {
      return tookAll;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a rest. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return items.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; whoever waits for an item that is left is told the reason. */
  void close(RuntimeException reason) {
    List<InboxItem> left;
    lock.lock();
    try {
      closed = true;
      left = new ArrayList<>(items);
      items.clear();
      emptied.signalAll();
      filled.signalAll();
    } finally {
      lock.unlock();
    }
    fail(left, reason);
  }

  /** Tells whoever waits for one of the items that it will not be done here. */
  static void fail(List<InboxItem> items, RuntimeException reason) {
    for (InboxItem item : items) {
      if (item instanceof InboxItem.Asked asked) {
        asked.done().completeExceptionally(reason);
      } else if (item instanceof InboxItem.Submitted submitted) {
        submitted.done().completeExceptionally(reason);
      }
    }
  }
}

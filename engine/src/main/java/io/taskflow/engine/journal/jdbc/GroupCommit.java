package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.JournalUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Lets the threads that want something stored at the same time share a transaction. The first one
 * leads: it stores what all of them want. Whoever comes while it does so waits, and one of those
 * leads next. Nobody waits for others to come. Thread-safe.
 *
 * @param <W> what is to be stored
 * @param <R> what is answered
 */
final class GroupCommit<W, R> {

  /** More than this are stored in more than one transaction. */
  private static final int MAX_GROUP = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Member<W, R>> waiting = new ArrayDeque<>();
  private final Consumer<List<Member<W, R>>> transaction;

  /** Whether somebody leads or was told to. */
  private boolean led;

  /**
   * @param transaction stores what all members want, and gives each its answer
   */
  GroupCommit(Consumer<List<Member<W, R>>> transaction) {
    this.transaction = transaction;
  }

  /** One caller. */
  static final class Member<W, R> {

    private final W wanted;
    private final Condition wakeUp;
    private final CompletableFuture<R> answer = new CompletableFuture<>();

    /** Guarded by the lock. */
    private boolean leads;

    private Member(W wanted, Condition wakeUp) {
      this.wanted = wanted;
      this.wakeUp = wakeUp;
    }

    W wanted() {
      return wanted;
    }

    void succeeded(R result) {
      answer.complete(result);
    }

    void failed(RuntimeException reason) {
      answer.completeExceptionally(reason);
    }
  }

  /** Returns when what is wanted was stored or refused; throws what its transaction threw. */
  R store(W wanted) {
    Member<W, R> member = new Member<>(wanted, lock.newCondition());
    List<Member<W, R>> group = awaitAnswerOrLead(member);
    if (!group.isEmpty()) {
      lead(group);
    }
    return answerOf(member);
  }

  /** How many wait for the next transaction. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Gives the members of a new group if this one leads it. */
  private List<Member<W, R>> awaitAnswerOrLead(Member<W, R> member) {
    lock.lock();
    try {
      waiting.add(member);
      if (!led) {
        led = true;
        member.leads = true;
      }
      while (!member.leads && !member.answer.isDone()) {
        member.wakeUp.awaitUninterruptibly();
      }
      return member.leads ? takeGroup() : List.of();
    } finally {
      lock.unlock();
    }
  }

  /** The leader is the first of those who wait, so it is in its group. */
  private List<Member<W, R>> takeGroup() {
    List<Member<W, R>> group = new ArrayList<>();
    while (!waiting.isEmpty() && group.size() < MAX_GROUP) {
      group.add(waiting.remove());
    }
    return group;
  }

  private void lead(List<Member<W, R>> group) {
    try {
      transaction.accept(group);
    } catch (RuntimeException | Error e) {
      for (Member<W, R> member : group) {
        member.failed(
            new JournalUnavailableException(
                "storing failed in an unforeseen way, and may have stored or not; the same call"
                    + " again finds out",
                e));
      }
    } finally {
      lock.lock();
      try {
        group.forEach(member -> member.wakeUp.signal());
        appointNext();
      } finally {
        lock.unlock();
      }
    }
  }

  private void appointNext() {
    Member<W, R> next = waiting.peek();
    if (next == null) {
      led = false;
    } else {
      next.leads = true;
      next.wakeUp.signal();
    }
  }

  private static <W, R> R answerOf(Member<W, R> member) {
    try {
      return member.answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw e;
    }
  }
}

package io.taskflow.protocol.concurrent;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * Whom a thread still has to help. While it helps one owner, others to which actions of that one
 * hand something over wait: so what a batch of actions hands over is a batch for the next owner,
 * too. That waits for nothing but quick actions. One for each thread that helps; not thread-safe.
 */
final class Helping {

  /** Owners may go on handing something to each other; the thread has other things to do. */
  private static final int MOST_TURNS = 32;

  private static final ThreadLocal<Helping> MINE = ThreadLocal.withInitial(Helping::new);

  private final SequencedSet<OwnerThread> waiting = new LinkedHashSet<>();
  private boolean busy;

  private Helping() {}

  /** Helps them, and those to whom that hands something over: now, or when it may. */
  static void with(Collection<OwnerThread> owners) {
    Helping mine = MINE.get();
    mine.waiting.addAll(owners);
    mine.help();
  }

  private void help() {
    if (busy) {
      return;
    }
    busy = true;
    try {
      for (int i = 0; i < MOST_TURNS && !waiting.isEmpty(); i++) {
        waiting.removeFirst().helpNow();
      }
    } finally {
      waiting.forEach(OwnerThread::leave);
      waiting.clear();
      busy = false;
    }
  }
}

package io.taskflow.worker;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Decides how many requests a worker takes from a topic. A request is in hand until its reply is
 * confirmed, so with as many as there are slots, slots wait for the broker when tasks are short:
 * whenever one is free although all that may be taken are in hand, twice as many are taken, or the
 * most if that is not much more. As soon as a request has waited for long, tasks are not short any
 * more: one is taken for each slot, and the others go back, for neighbours to run. To take half as
 * many would bring as many anew as went back. Owned by the worker's loop.
 */
final class TakeAhead {

  /** Most that are taken ahead: more would not keep slots any busier. */
  static final int MOST = 512;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  /** A request that waits longer than this might have been run elsewhere. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  /** After requests went back, no more are taken for so long. */
  private static final Duration CAUTION = Duration.ofSeconds(5);

  private final WorkerLoop loop;
  private final int least;
  private final int most;
  private final Slots slots;
  private final Backlog backlog;
  private final BooleanSupplier allInHand;
  private final Runnable changed;
  private int taken;
  private boolean starved;
  private boolean looking;
  private boolean cautious;
  private long cautiousUntilNanos;

  /**
   * @param least as many are taken in any case
   * @param most and never more
   * @param allInHand whether as many requests of some topic are in hand as may be taken
   * @param changed is run when {@link #taken} has become another number
   */
  TakeAhead(
      WorkerLoop loop,
      int least,
      int most,
      Slots slots,
      Backlog backlog,
      BooleanSupplier allInHand,
      Runnable changed) {
    this.loop = loop;
    this.least = least;
    this.most = most;
    this.slots = slots;
    this.backlog = backlog;
    this.allInHand = allInHand;
    this.changed = changed;
    this.taken = least;
  }

  /** As a worker's settings say. */
  static TakeAhead of(
      WorkerSettings settings,
      WorkerLoop loop,
      Slots slots,
      Backlog backlog,
      TopicConsumers consumers,
      Runnable changed) {
    return new TakeAhead(
        loop,
        settings.prefetch(),
        settings.mostPrefetch(),
        slots,
        backlog,
        consumers::allInHand,
        changed);
  }

  /** How many unanswered requests of a topic may be in hand if all slots are in turn. */
  int taken() {
    return taken;
  }

  /** Something has arrived or ended: there may be a reason to take more or fewer. */
  void look() {
    if (least == most) {
      return;
    }
    starved |= taken < most && slots.free() > 0 && backlog.size() == 0 && allInHand.getAsBoolean();
    if (!looking && (starved || (taken > least && backlog.size() > 0))) {
      looking = true;
      loop.after(BETWEEN_LOOKS, this::adapt);
    }
  }

  private void adapt() {
    looking = false;
    long now = loop.nanoTime();
    int before = taken;
    if (taken > least && backlog.oldest(now).compareTo(PATIENCE) > 0) {
      taken = least;
      cautious = true;
      cautiousUntilNanos = now + CAUTION.toNanos();
    } else if (starved) {
      cautious = cautious && now - cautiousUntilNanos < 0;
      taken = cautious ? taken : more();
    }
    starved = false;
    if (taken != before) {
      changed.run();
    }
    look();
  }

  /** Twice as many; what is less than that from the most is not worth a step. */
  private int more() {
    return 4 * taken > most ? most : 2 * taken;
  }
}

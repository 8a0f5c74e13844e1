package io.taskflow.worker;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a worker comes to rest: it waits for what runs and for the confirmations, interrupts what
 * still runs at the deadline, and gives up waiting some time after that. Owned by the worker's
 * loop.
 */
final class Drain {

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  /** How long after the interrupts the broker may take to confirm the last answers. */
  static final Duration CONFIRM_TIME = Duration.ofSeconds(5);

  private final WorkerLoop loop;
  private final Duration interruptGrace;
  private final AttemptRunner runner;
  private final ReplyOutlet outlet;
  private final BooleanSupplier nothingInHand;
  private final Consumer<Boolean> whenOver;
  private @Nullable Long deadlineNanos;
  private boolean pastDeadline;
  private boolean over;

  /**
   * @param nothingInHand whether no request is held or on its way here any more
   * @param whenOver is called once, on the loop, with whether everything was finished in time
   */
  Drain(
      WorkerLoop loop,
      Duration interruptGrace,
      AttemptRunner runner,
      ReplyOutlet outlet,
      BooleanSupplier nothingInHand,
      Consumer<Boolean> whenOver) {
    this.loop = loop;
    this.interruptGrace = interruptGrace;
    this.runner = runner;
    this.outlet = outlet;
    this.nothingInHand = nothingInHand;
    this.whenOver = whenOver;
  }

  boolean begun() {
    return deadlineNanos != null;
  }

  /** Begins, or brings the deadline forward if it is later than that. */
  void begin(Duration within) {
    long wanted = loop.nanoTime() + within.toNanos();
    if (deadlineNanos == null || wanted - deadlineNanos < 0) {
      deadlineNanos = wanted;
      loop.after(within, this::deadline);
    }
    check();
  }

  /** Looks whether everything is finished; to be called whenever something is. */
  void check() {
    if (begun()
        && runner.unanswered() == 0
        && outlet.pending() == 0
        && nothingInHand.getAsBoolean()) {
      end(!pastDeadline);
    }
  }

  private void deadline() {
    if (pastDeadline || over) {
      return;
    }
    pastDeadline = true;
    if (runner.unanswered() > 0) {
      LOG.warn(
          "{} tasks still run at the end of the time for draining; they are interrupted",
          runner.unanswered());
    }
    runner.interruptAll(new Interruption.Stopped());
    loop.after(interruptGrace.plus(CONFIRM_TIME), () -> end(false));
  }

  private void end(boolean finished) {
    if (!over) {
      over = true;
      whenOver.accept(finished);
    }
  }
}

package io.taskflow.protocol.amqp;

import java.time.Duration;
import java.util.List;

/**
 * Decides when to open a resource again: a connection, or a channel on a connection. Pure: the
 * owner of the resource feeds events and carries out the effects, all on one thread.
 *
 * <p>Each attempt to open has an epoch. An event of an older epoch is stale and changes nothing,
 * except that what a stale attempt has opened must be released.
 */
final class Recovery {

  private Recovery() {}

  /** Where the resource stands. */
  sealed interface State {
    /** The newest attempt to open it. */
    long epoch();
  }

  /** There is nothing to open it on: not started, or the connection is down. */
  record Idle(long epoch) implements State {}

  /**
   * Being opened.
   *
   * @param failures how many attempts have failed in a row
   */
  record Opening(long epoch, int failures) implements State {}

  /** In use. */
  record Open(long epoch, int failures, long sinceNanos) implements State {}

  /** Waits before the next attempt. */
  record Waiting(long epoch, int failures) implements State {}

  /** Closed for good. */
  record Closed(long epoch) implements State {}

  /** What happened. */
  sealed interface Event {}

  /** There is something to open it on. */
  record ParentUp() implements Event {}

  /** There is nothing to open it on any more. */
  record ParentDown() implements Event {}

  /** An attempt has succeeded. */
  record Opened(long epoch, long nowNanos) implements Event {}

  /** An attempt has failed. */
  record OpenFailed(long epoch, double random) implements Event {}

  /** What was open is broken. */
  record Lost(long epoch, long nowNanos, double random) implements Event {}

  /** What was open is broken for a known reason that opening it again mends: no delay. */
  record Spoilt(long epoch) implements Event {}

  /** The wait is over. */
  record RetryDue(long epoch) implements Event {}

  /** It is no longer wanted. */
  record Close() implements Event {}

  /** What is to be done. */
  sealed interface Effect {}

  /** Try to open it, and report {@link Opened} or {@link OpenFailed}. */
  record Begin(long epoch) implements Effect {}

  /** Report {@link RetryDue} later. */
  record RetryAfter(long epoch, Duration delay) implements Effect {}

  /** Close what this attempt has opened, if it is not closed already. */
  record Release(long epoch) implements Effect {}

  /** The next state, and what is to be done in this order. */
  record Transition(State state, List<Effect> effects) {}

  static State initial() {
    return new Idle(0);
  }

  static Transition next(Backoff backoff, State state, Event event) {
    if (state instanceof Closed) {
      return event instanceof Opened opened ? to(state, new Release(opened.epoch())) : to(state);
    }
    return switch (event) {
      case ParentUp up -> state instanceof Idle ? begin(state.epoch(), 0) : to(state);
      case ParentDown down -> leave(state, new Idle(state.epoch()));
      case Close close -> leave(state, new Closed(state.epoch()));
      case Opened opened -> opened(state, opened);
      case OpenFailed failed -> openFailed(backoff, state, failed);
      case Lost lost -> lost(backoff, state, lost);
      case Spoilt spoilt -> spoilt(state, spoilt);
      case RetryDue due ->
          state instanceof Waiting waiting && waiting.epoch() == due.epoch()
              ? begin(waiting.epoch(), waiting.failures())
              : to(state);
    };
  }

  private static Transition opened(State state, Opened event) {
    return state instanceof Opening opening && opening.epoch() == event.epoch()
        ? to(new Open(opening.epoch(), opening.failures(), event.nowNanos()))
        : to(state, new Release(event.epoch()));
  }

  private static Transition openFailed(Backoff backoff, State state, OpenFailed event) {
    return state instanceof Opening opening && opening.epoch() == event.epoch()
        ? waitFor(backoff, opening.epoch(), opening.failures(), event.random())
        : to(state);
  }

  private static Transition lost(Backoff backoff, State state, Lost event) {
    if (!(state instanceof Open open) || open.epoch() != event.epoch()) {
      return to(state);
    }
    boolean wasHealthy = event.nowNanos() - open.sinceNanos() >= backoff.longest().toNanos();
    Transition waiting =
        waitFor(backoff, open.epoch(), wasHealthy ? 0 : open.failures(), event.random());
    return new Transition(
        waiting.state(), List.of(new Release(open.epoch()), waiting.effects().getFirst()));
  }

  private static Transition spoilt(State state, Spoilt event) {
    if (!(state instanceof Open open) || open.epoch() != event.epoch()) {
      return to(state);
    }
    long next = open.epoch() + 1;
    return to(new Opening(next, 0), new Release(open.epoch()), new Begin(next));
  }

  private static Transition begin(long epoch, int failures) {
    return to(new Opening(epoch + 1, failures), new Begin(epoch + 1));
  }

  private static Transition waitFor(Backoff backoff, long epoch, int failures, double random) {
    return to(
        new Waiting(epoch, failures + 1), new RetryAfter(epoch, backoff.delay(failures, random)));
  }

  private static Transition leave(State from, State to) {
    return from instanceof Open open ? to(to, new Release(open.epoch())) : to(to);
  }

  private static Transition to(State state, Effect... effects) {
    return new Transition(state, List.of(effects));
  }
}

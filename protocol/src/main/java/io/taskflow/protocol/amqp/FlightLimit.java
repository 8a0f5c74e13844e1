package io.taskflow.protocol.amqp;

/**
 * How many messages may be in flight at once. Normally there is no limit but the window. After the
 * broker has closed the channel for one of the messages in flight, without saying which, they are
 * sent in groups: each has to be settled before the next, groups that pass double in size, those
 * that don't are halved. So one bad message among n is alone after about log n channels. Not
 * thread-safe: belongs to the publisher.
 */
final class FlightLimit {

  private static final int NONE = ConfirmWindow.CAPACITY;

  private int limit = NONE;
  private int sent;

  boolean isUnlimited() {
    return limit == NONE;
  }

  /** Whether one more message may be sent now. */
  boolean admits() {
    return isUnlimited() || sent < limit;
  }

  void sent() {
    sent++;
  }

  /** Nothing is in flight any more: all was settled. */
  void landed() {
    sent = 0;
    limit = Math.min(limit * 2, NONE);
  }

  /** The channel was closed for one of the messages in flight. */
  void spoilt(int inFlight) {
    sent = 0;
    limit = Math.max(1, inFlight / 2);
  }

  /** What was in flight will be sent again, for no fault of its own. */
  void interrupted() {
    sent = 0;
  }
}

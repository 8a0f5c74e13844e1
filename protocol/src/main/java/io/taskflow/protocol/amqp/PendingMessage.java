package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher.OutcomeListener;

/** A message without outcome. Not thread-safe: belongs to the publisher's thread. */
final class PendingMessage {

  private final OutgoingMessage message;
  private final OutcomeListener listener;
  private boolean returned;
  private boolean accused;

  PendingMessage(OutgoingMessage message, OutcomeListener listener) {
    this.message = message;
    this.listener = listener;
  }

  OutgoingMessage message() {
    return message;
  }

  OutcomeListener listener() {
    return listener;
  }

  /** Whether the broker has returned it; its confirm is still to come. */
  boolean returned() {
    return returned;
  }

  void markReturned() {
    returned = true;
  }

  /** Whether the broker has closed the channel while it was in flight alone. */
  boolean accused() {
    return accused;
  }

  void accuse() {
    accused = true;
    listener.again();
  }

  /** The connection was lost: nothing is known any more of what the broker thinks of it. */
  void prepareResend() {
    returned = false;
    accused = false;
    listener.again();
  }
}

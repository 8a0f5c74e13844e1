package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher.OutcomeListener;

/** A message without outcome. Not thread-safe: belongs to the publisher's thread. */
final class PendingMessage {

  private final OutgoingMessage message;
  private final OutcomeListener listener;
  private boolean returned;
  private boolean suspect;

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

  /** Whether it was in flight when the broker closed the channel for something published. */
  boolean suspect() {
    return suspect;
  }

  void markSuspect() {
    suspect = true;
  }

  /** Nothing is known any more of what the broker said about it. */
  void prepareResend() {
    returned = false;
  }
}

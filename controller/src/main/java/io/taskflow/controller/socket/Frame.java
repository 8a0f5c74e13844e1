package io.taskflow.controller.socket;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;

/** What goes over the socket. */
sealed interface Frame {

  /**
   * To the broker: a message is published.
   *
   * @param number tells its outcome from others
   */
  record Publish(long number, OutgoingMessage message) implements Frame {}

  /** From the broker: what became of a message. */
  record Outcome(long number, PublishOutcome outcome) implements Frame {}

  /** From the broker: what was said there to all who want to hear of workers. */
  record Heard(OutgoingMessage message) implements Frame {}
}

package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher.OutcomeListener;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A message without outcome. Not thread-safe: belongs to the publisher. */
final class PendingMessage {

  private static final Logger LOG = LoggerFactory.getLogger(PendingMessage.class);

  /** About what its frames and properties take. */
  private static final int FRAMES = 300;

  /** Of a character. */
  private static final int MOST_BYTES = 3;

  private final OutgoingMessage message;
  private final OutcomeListener listener;
  private final long size;
  private boolean returned;
  private boolean accused;

  PendingMessage(OutgoingMessage message, OutcomeListener listener) {
    this.message = message;
    this.listener = listener;
    this.size = size(message);
  }

  private static long size(OutgoingMessage message) {
    long size = FRAMES + message.body().length + message.routingKey().length();
    for (Map.Entry<String, String> header : message.headers().entrySet()) {
      size += header.getKey().length() + (long) MOST_BYTES * header.getValue().length();
    }
    return size;
  }

  /** About as many bytes as it takes on the wire. */
  long size() {
    return size;
  }

  OutgoingMessage message() {
    return message;
  }

  /** Whether it is still to be sent. */
  boolean isWanted() {
    return listener.isWanted();
  }

  /** Whether its listener may be told by any thread. */
  boolean isToldQuickly() {
    return listener.isQuick();
  }

  /** Tells its listener. */
  void tell(PublishOutcome outcome) {
    try {
      listener.outcome(outcome);
    } catch (Throwable e) {
      LOG.error("The listener of message {} failed on {}", message.messageId(), outcome, e);
    }
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

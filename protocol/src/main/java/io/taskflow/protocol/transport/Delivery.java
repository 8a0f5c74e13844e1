package io.taskflow.protocol.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message taken from a queue. It stays the receiver's until it is acknowledged or given back; if
 * the connection is lost before that, the broker delivers it to somebody again, and acknowledging
 * it here has no effect. {@link #ack} and {@link #requeue} may be called from any thread; the first
 * call counts.
 */
public interface Delivery {

  /** The message's bytes; not to be changed. */
  byte[] body();

  /** The kind of message; empty if the sender gave none. */
  String type();

  /** The sender's identity of the message; empty if it gave none. */
  String messageId();

  /** What the message belongs to, or null. */
  @Nullable String correlationId();

  /** The exchange that it came by last: where it was published, or where it went as dead letter. */
  String exchange();

  /** The routing key it was published with, or that it got as dead letter. */
  String routingKey();

  /** 0 to 9; null if the sender left it to the broker. */
  @Nullable Integer priority();

  /** Headers whose value is a text or number, as text. */
  Map<String, String> headers();

  /** Whether it may have been delivered to somebody before. */
  boolean redelivered();

  /**
   * How often it has been delivered before this time, as far as the broker tells; at least 1 if
   * {@link #redelivered}.
   */
  int priorDeliveries();

  /**
   * Whether it is not the receiver's any more, because its channel or connection is gone or its
   * queue was deleted. The broker has taken it back already, or it is lost with the queue.
   */
  boolean lost();

  /** The message is done with: the broker forgets it. */
  void ack();

  /** The message goes back to its queue. */
  void requeue();
}

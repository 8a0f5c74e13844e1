package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import java.util.Map;
import java.util.TreeMap;

/** What the broker is told about a queue. Pure. */
final class QueueArguments {

  private QueueArguments() {}

  /**
   * The type is always named, since a virtual host may have another default. Dead letters of quorum
   * queues are kept until their target has them; that needs the queue to refuse, not drop, what is
   * over a length limit that an operator may set.
   */
  static Map<String, Object> of(Declaration.Queue queue) {
    Map<String, Object> arguments = new TreeMap<>();
    boolean quorum = queue.kind() == QueueKind.QUORUM;
    arguments.put("x-queue-type", quorum ? "quorum" : "classic");
    if (queue.deliveryLimit() != null) {
      arguments.put("x-delivery-limit", queue.deliveryLimit());
    }
    if (queue.deadLetter() != null) {
      arguments.put("x-dead-letter-exchange", queue.deadLetter().exchange());
      arguments.put("x-dead-letter-routing-key", queue.deadLetter().routingKey());
      if (quorum) {
        arguments.put("x-dead-letter-strategy", "at-least-once");
        arguments.put("x-overflow", "reject-publish");
      }
    }
    return arguments;
  }
}

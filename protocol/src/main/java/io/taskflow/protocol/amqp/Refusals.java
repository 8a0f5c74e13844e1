package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP;
import io.taskflow.protocol.transport.Declaration;

/** Explains to people why the broker refused a declaration. Pure. */
final class Refusals {

  private Refusals() {}

  static String explain(Declaration declaration, AMQP.Channel.Close close) {
    return "%s; the broker says: %s (%d). %s"
        .formatted(
            wanted(declaration),
            close.getReplyText(),
            close.getReplyCode(),
            advice(close.getReplyCode()));
  }

  private static String wanted(Declaration declaration) {
    return switch (declaration) {
      case Declaration.Exchange exchange ->
          "exchange '%s' was to be a durable %s exchange"
              .formatted(exchange.name(), exchange.kind());
      case Declaration.Queue queue ->
          "queue '%s' was to be %s with %s, bound to %s"
              .formatted(queue.name(), queue.kind(), QueueArguments.of(queue), queue.bindings());
    };
  }

  private static String advice(int code) {
    return switch (code) {
      case AMQP.PRECONDITION_FAILED ->
          "It exists with other properties: delete it when it is empty, or use another namespace";
      case AMQP.RESOURCE_LOCKED ->
          "Another connection has it for itself: use another name, or wait until that one is gone";
      case AMQP.ACCESS_REFUSED ->
          "Give the user the permission to configure it and to bind it, or let another user declare"
              + " it; docs/security.md lists what each one needs";
      case AMQP.NOT_FOUND -> "Declare the exchange before what is bound to it";
      default -> "See the broker's log";
    };
  }
}

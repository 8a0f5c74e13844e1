package io.taskflow.worker;

import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.json.Addressee;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.RefusedMessages;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.worker.RequestReader.Unreadable;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts messages that can't be read where people find them, and tells whoever waits for an answer. A
 * message is acknowledged when it is safe there: none vanishes. Telling is worth one try, since the
 * address comes from a message that is spoilt. Owned by the worker's loop.
 */
final class DeadLetters {

  /** Says why the message is dead. */
  static final String REASON = RefusedMessages.REASON;

  /** Says which worker found out. */
  static final String WORKER = "taskflow-worker";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final int MAX_REASON_LENGTH = 1_000;

  private final String worker;
  private final Topology topology;
  private final ReplyWriter writer;
  private final ReplyOutlet outlet;
  private final WorkerMetrics metrics;

  DeadLetters(
      String worker,
      Topology topology,
      ReplyWriter writer,
      ReplyOutlet outlet,
      WorkerMetrics metrics) {
    this.worker = worker;
    this.topology = topology;
    this.writer = writer;
    this.outlet = outlet;
    this.metrics = metrics;
  }

  void put(HeldDelivery held, Unreadable unreadable) {
    metrics.unreadable();
    LOG.warn(
        "message '{}' of topic '{}' can't be read and goes to '{}': {}",
        held.delivery().messageId(),
        held.topic(),
        topology.deadQueue(),
        brief(unreadable.reason()));
    outlet.sendUntilConfirmed(letter(held, unreadable), () -> tell(held, unreadable));
  }

  private void tell(HeldDelivery held, Unreadable unreadable) {
    if (unreadable.addressee().isEmpty()) {
      held.ack();
      return;
    }
    Addressee addressee = unreadable.addressee().get();
    outlet.tryOnce(
        writer
            .rejected(
                addressee.attempt(),
                addressee.replyTo(),
                FailureCode.PROTOCOL_VIOLATION,
                "the request can't be read: " + brief(unreadable.reason()))
            .message(),
        told -> {
          if (!told) {
            LOG.warn("nobody at '{}' could be told of a spoilt request", addressee.replyTo());
          }
          held.ack();
        });
  }

  private OutgoingMessage letter(HeldDelivery held, Unreadable unreadable) {
    Delivery delivery = held.delivery();
    return new OutgoingMessage(
        topology.deadExchange(),
        "tasks." + held.topic(),
        delivery.body(),
        delivery.type(),
        delivery.messageId(),
        delivery.correlationId(),
        "application/octet-stream",
        true,
        true,
        null,
        headers(delivery, unreadable));
  }

  /** With the signature, so that an engine can tell whether it was an engine's request. */
  private Map<String, String> headers(Delivery delivery, Unreadable unreadable) {
    Map<String, String> headers = new HashMap<>(MessageSecurity.signature(delivery.headers()));
    headers.put(REASON, brief(unreadable.reason()));
    headers.put(WORKER, worker);
    return headers;
  }

  /** The reason may quote the message. */
  private static String brief(String reason) {
    return reason.length() <= MAX_REASON_LENGTH
        ? reason
        : reason.substring(0, MAX_REASON_LENGTH) + "…";
  }
}

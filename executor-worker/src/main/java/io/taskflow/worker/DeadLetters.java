package io.taskflow.worker;

import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.worker.RequestReader.Addressee;
import io.taskflow.worker.RequestReader.Unreadable;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts messages that can't be read where people find them, and tells whoever waits for an answer. A
 * message is acknowledged when both is done: none vanishes. Owned by the worker's loop.
 */
final class DeadLetters {

  /** Says why the message is dead. */
  static final String REASON = "taskflow-reason";

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
        unreadable.reason());
    outlet.sendUntilConfirmed(letter(held, unreadable), () -> tell(held, unreadable));
  }

  private void tell(HeldDelivery held, Unreadable unreadable) {
    if (unreadable.addressee().isEmpty()) {
      held.ack();
      return;
    }
    Addressee addressee = unreadable.addressee().get();
    outlet.sendUntilConfirmed(
        writer
            .rejected(
                addressee.attempt(),
                addressee.replyTo(),
                FailureCode.PROTOCOL_VIOLATION,
                "the request can't be read: " + unreadable.reason())
            .message(),
        held::ack);
  }

  private OutgoingMessage letter(HeldDelivery held, Unreadable unreadable) {
    Delivery delivery = held.delivery();
    String reason = unreadable.reason();
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
        Map.of(
            REASON,
            reason.length() <= MAX_REASON_LENGTH
                ? reason
                : reason.substring(0, MAX_REASON_LENGTH) + "…",
            WORKER,
            worker));
  }
}

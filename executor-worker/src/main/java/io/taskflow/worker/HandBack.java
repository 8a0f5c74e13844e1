package io.taskflow.worker;

import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives requests that were not begun back to their queue. Requeueing counts as a delivery, and a
 * request that must not run twice, that may expire, or that was delivered before, must not be taken
 * for one that was begun here: it is published anew instead, with the count it came with. Owned by
 * the worker's loop.
 */
final class HandBack {

  private final Topology topology;
  private final ReplyOutlet outlet;
  private final WorkerMetrics metrics;

  HandBack(Topology topology, ReplyOutlet outlet, WorkerMetrics metrics) {
    this.topology = topology;
    this.outlet = outlet;
    this.metrics = metrics;
  }

  /** Gives back what the link to the broker was lost with: the broker has taken it back already. */
  void drop(Attempt attempt) {
    metrics.givenBack();
    attempt.takeDeliveries().forEach(HeldDelivery::requeue);
  }

  /** Gives back an attempt that waits. */
  void giveBack(Attempt attempt) {
    metrics.givenBack();
    for (HeldDelivery held : attempt.takeDeliveries()) {
      boolean countMatters =
          attempt.request().onWorkerLoss() == OnWorkerLoss.FAIL
              || attempt.request().expiresAt() != null
              || held.priorDeliveries() > 0;
      if (countMatters && !held.lost()) {
        publishAnew(held);
      } else {
        held.requeue();
      }
    }
  }

  private void publishAnew(HeldDelivery held) {
    Delivery delivery = held.delivery();
    Map<String, String> headers = new HashMap<>(delivery.headers());
    // The broker's own headers tell the past of the old message.
    headers.keySet().removeIf(name -> name.startsWith("x-"));
    headers.put(HeldDelivery.PRIOR_DELIVERIES, Integer.toString(held.priorDeliveries()));
    OutgoingMessage copy =
        new OutgoingMessage(
            topology.tasksExchange(),
            held.topic(),
            delivery.body(),
            delivery.type(),
            delivery.messageId(),
            delivery.correlationId(),
            MessageCodec.CONTENT_TYPE,
            true,
            true,
            delivery.priority(),
            headers);
    outlet.tryOnce(
        copy,
        confirmed -> {
          if (confirmed) {
            held.ackAtOnce();
          } else {
            held.requeue();
          }
        });
  }
}

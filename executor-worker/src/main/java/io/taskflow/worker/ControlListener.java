package io.taskflow.worker;

import io.taskflow.protocol.ControlMessage;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.Topology;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what engines tell workers. Runs on the thread of its consumer and hands everything over to
 * the worker's loop.
 */
final class ControlListener {

  private static final Logger LOG = LoggerFactory.getLogger(ControlListener.class);

  private final MessageCodec codec;
  private final WorkerLoop loop;
  private final Orders orders;
  private final WorkerMetrics metrics;

  ControlListener(MessageCodec codec, WorkerLoop loop, Orders orders, WorkerMetrics metrics) {
    this.codec = codec;
    this.loop = loop;
    this.orders = orders;
    this.metrics = metrics;
  }

  /** The worker's own queue, bound to what is for it, for its topics and for all workers. */
  static Declaration queue(Topology topology, WorkerSettings settings) {
    String exchange = topology.controlExchange();
    List<Binding> bindings = new ArrayList<>();
    bindings.add(new Binding(exchange, topology.workerKey(settings.identity())));
    bindings.add(new Binding(exchange, topology.allWorkersKey()));
    settings
        .topics()
        .forEach(topic -> bindings.add(new Binding(exchange, topology.topicKey(topic))));
    return new Declaration.Queue(
        exchange + "." + settings.identity(), QueueKind.EXCLUSIVE, bindings, null, null);
  }

  void receive(Delivery delivery) {
    try {
      Message message = codec.decode(delivery.body());
      if (message instanceof ControlMessage control) {
        loop.execute(() -> obey(control));
      } else {
        metrics.controlUnreadable();
        LOG.warn("a {} was sent to the control queue; ignored", MessageCodec.kind(message));
      }
    } catch (MalformedMessageException e) {
      metrics.controlUnreadable();
      LOG.warn("a control message can't be read and is ignored: {}", e.getMessage());
    }
    delivery.ack();
  }

  private void obey(ControlMessage control) {
    switch (control) {
      case ControlMessage.CancelAttempt cancel -> orders.cancel(cancel);
      case ControlMessage.WhoIsThere who -> orders.announce();
      case ControlMessage.DrainWorker drain -> orders.drain(drain.worker());
      case ControlMessage.WorkerAnnouncement other ->
          LOG.debug("an announcement of {} was sent to this worker; ignored", other.worker());
      case ControlMessage.TopicLost lost ->
          LOG.debug("the loss of topic {} is for engines; ignored", lost.topic());
    }
  }

  /** What the worker does when told to; called on its loop. */
  interface Orders {
    void cancel(ControlMessage.CancelAttempt cancel);

    void announce();

    void drain(String worker);
  }
}

package io.taskflow.worker;

import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes the queues of topics that are missing: they are new, or somebody has deleted them. Who
 * makes one tells all partitions before, durably, for the requests that were in it are lost, and
 * nobody else may have seen it. So a queue that is there is one whose loss is known, whoever dies
 * when. Owned by the worker's loop, except {@link #lost}.
 */
final class TopicQueues {

  private final WorkerSettings settings;
  private final Transport transport;
  private final Topology topology;
  private final MessageCodec codec;
  private final ReplyOutlet outlet;
  private final WorkerLoop loop;
  private final Set<String> telling = new HashSet<>();
  private long sequence;

  TopicQueues(
      WorkerSettings settings,
      Transport transport,
      Topology topology,
      MessageCodec codec,
      ReplyOutlet outlet,
      WorkerLoop loop) {
    this.settings = settings;
    this.transport = transport;
    this.topology = topology;
    this.codec = codec;
    this.outlet = outlet;
    this.loop = loop;
  }

  /** A queue was found to be gone. On a thread that may wait for the broker. */
  void lost(String queue) {
    for (String topic : settings.topics()) {
      // If it is there again, whoever has made it has told.
      if (topology.tasksQueue(topic).equals(queue) && !transport.mayExist(queue)) {
        loop.execute(() -> tell(topic));
      }
    }
  }

  private void tell(String topic) {
    if (telling.add(topic)) {
      outlet.sendBefore(
          message(topic), () -> transport.make(topology.tasks(topic)), () -> telling.remove(topic));
    }
  }

  private OutgoingMessage message(String topic) {
    TopicLost lost = new TopicLost(topic, settings.identity(), null);
    return new OutgoingMessage(
        topology.inboxExchange(),
        topology.everyInboxKey(),
        codec.encode(lost),
        MessageCodec.kind(lost),
        settings.identity() + "/lost/" + ++sequence,
        null,
        MessageCodec.CONTENT_TYPE,
        true,
        true,
        null,
        Map.of());
  }
}

package io.taskflow.worker;

import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

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
  private final Map<String, CompletableFuture<Void>> telling = new HashMap<>();
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

  /**
   * Makes the queues that are missing, and sees that the others are as they should be. On a thread
   * that may wait for the broker.
   *
   * @return completed when they are there, or the broker is out of reach; exceptionally if it
   *     refuses one of them
   */
  CompletableFuture<Void> makeMissing() {
    List<CompletableFuture<Void>> missing = new ArrayList<>();
    for (String topic : settings.topics()) {
      if (transport.mayExist(topology.tasksQueue(topic))) {
        transport.make(topology.tasks(topic));
      } else {
        missing.add(
            CompletableFuture.supplyAsync(() -> tell(topic), loop::execute)
                .thenCompose(made -> made));
      }
    }
    return CompletableFuture.allOf(missing.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> tell(String topic) {
    CompletableFuture<Void> already = telling.get(topic);
    if (already != null) {
      return already;
    }
    CompletableFuture<Void> made = new CompletableFuture<>();
    telling.put(topic, made);
    outlet.sendBefore(message(topic), () -> make(topic, made), () -> telling.remove(topic));
    return made;
  }

  private void make(String topic, CompletableFuture<Void> made) {
    try {
      transport.make(topology.tasks(topic));
      made.complete(null);
    } catch (RuntimeException e) {
      made.completeExceptionally(e);
      throw e;
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

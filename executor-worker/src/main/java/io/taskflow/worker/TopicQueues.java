package io.taskflow.worker;

import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Makes the queues of topics that are missing: they are new, or somebody has deleted them. Who
 * makes one tells all partitions before, durably, for the requests that were in it are lost, and
 * nobody else may have seen it. So a queue that is there is one whose loss is known, whoever dies
 * when, if telling takes no longer than {@link #PROMPT}. Owned by the worker's loop, except {@link
 * #lost}.
 */
final class TopicQueues {

  /**
   * If it took longer until a loss was known to be told, somebody may have made the queue meanwhile
   * and it may have been lost with requests that were sent after the telling: it is told again.
   */
  private static final Duration PROMPT = Duration.ofSeconds(1);

  /** A broker that is always slower than that must not keep the queue from being made. */
  private static final int MOST_TELLINGS = 3;

  private final WorkerSettings settings;
  private final Transport transport;
  private final Topology topology;
  private final MessageCodec codec;
  private final ReplyOutlet outlet;
  private final WorkerLoop loop;
  private final Map<String, Telling> telling = new HashMap<>();
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

  /** That a loss is being told, and the queue made after it. */
  private static final class Telling {
    private final CompletableFuture<Void> made = new CompletableFuture<>();

    private long sinceNanos;
    private int times;

    /** Requests may be lost that the message is older than: it does not count. */
    private boolean outdated;
  }

  private CompletableFuture<Void> tell(String topic) {
    Telling already = telling.get(topic);
    if (already != null) {
      return already.made;
    }
    Telling begun = new Telling();
    telling.put(topic, begun);
    send(topic, begun);
    return begun.made;
  }

  private void send(String topic, Telling current) {
    current.outdated = false;
    current.sinceNanos = loop.nanoTime();
    current.times++;
    outlet.sendBefore(message(topic), () -> make(topic, current), () -> told(topic, current));
  }

  private void make(String topic, Telling current) {
    if (isOutdated(topic, current)) {
      current.outdated = true;
      return;
    }
    try {
      transport.make(topology.tasks(topic));
      current.made.complete(null);
    } catch (RuntimeException e) {
      current.made.completeExceptionally(e);
      throw e;
    }
  }

  /** If the queue is there again, whoever has made it has told. */
  private boolean isOutdated(String topic, Telling current) {
    long taken = loop.nanoTime() - current.sinceNanos;
    return taken > PROMPT.toNanos()
        && current.times < MOST_TELLINGS
        && !transport.mayExist(topology.tasksQueue(topic));
  }

  private void told(String topic, Telling current) {
    if (current.outdated) {
      send(topic, current);
    } else {
      telling.remove(topic);
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

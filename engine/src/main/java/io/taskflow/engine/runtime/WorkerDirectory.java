package io.taskflow.engine.runtime;

import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.ControlMessage.WhoIsThere;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Publisher.QuickListener;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what workers say of themselves. Owned by the thread of its consumer. */
final class WorkerDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerDirectory.class);

  private static final int PREFETCH = 200;

  private final EngineContext context;
  private final java.util.function.Consumer<String> topicLost;
  private final HeardLosses losses;
  private final Consumer consumer;

  /**
   * @param topicLost is told of topics whose queue was gone
   */
  WorkerDirectory(
      EngineContext context, Publisher publisher, java.util.function.Consumer<String> topicLost) {
    this.context = context;
    this.topicLost = topicLost;
    this.losses = new HeardLosses(context);
    String queue = context.topology().namespace() + ".control." + context.name();
    context
        .transport()
        .declare(
            List.of(
                new Queue(
                    queue,
                    QueueKind.EXCLUSIVE,
                    List.of(
                        new Binding(
                            context.topology().controlExchange(),
                            context.topology().announcementKey())),
                    null,
                    null)));
    consumer = context.transport().consume(queue, PREFETCH, this::announced);
    askWhoIsThere(publisher);
  }

  private void announced(Delivery delivery) {
    try {
      switch (context.codec().decode(delivery.body())) {
        case WorkerAnnouncement a -> {
          context.workers().announced(a);
          if (a.state() != WorkerState.STOPPED) {
            losses.missed(a).forEach(topicLost);
          }
        }
        case TopicLost lost -> {
          losses.heard(lost);
          topicLost.accept(lost.topic());
        }
        default -> LOG.warn("a message of kind '{}' is no announcement", delivery.type());
      }
    } catch (MalformedMessageException e) {
      context.metrics().unreadable();
      LOG.warn("an announcement can't be read: {}", e.getMessage());
    }
    delivery.ack();
  }

  private void askWhoIsThere(Publisher publisher) {
    WhoIsThere question = new WhoIsThere(context.name());
    publisher.publish(
        new OutgoingMessage(
            context.topology().controlExchange(),
            context.topology().allWorkersKey(),
            context.codec().encode(question),
            MessageCodec.kind(question),
            "",
            null,
            MessageCodec.CONTENT_TYPE,
            false,
            false,
            null,
            Map.of()),
        QuickListener.NONE);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

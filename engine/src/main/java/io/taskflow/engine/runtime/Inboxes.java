package io.taskflow.engine.runtime;

import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import java.util.Map;

/** Messages that an engine itself sends to the inbox of a partition. */
final class Inboxes {

  private Inboxes() {}

  static OutgoingMessage message(
      EngineContext context, int partition, Message message, FlowId flow) {
    return new OutgoingMessage(
        context.topology().inboxExchange(),
        context.topology().inboxKey(partition),
        context.codec().encode(message),
        MessageCodec.kind(message),
        "",
        flow.value(),
        MessageCodec.CONTENT_TYPE,
        true,
        true,
        null,
        Map.of());
  }

  /** Tells all partitions that the queue of a topic was gone. */
  static OutgoingMessage topicLost(EngineContext context, String topic) {
    TopicLost lost = new TopicLost(topic, context.name(), null);
    return new OutgoingMessage(
        context.topology().inboxExchange(),
        context.topology().everyInboxKey(),
        context.codec().encode(lost),
        MessageCodec.kind(lost),
        "",
        null,
        MessageCodec.CONTENT_TYPE,
        true,
        true,
        null,
        Map.of());
  }

  /** A signed message that died in an inbox, as it was. */
  static OutgoingMessage carriedOn(
      EngineContext context, String key, Delivery delivery, Map<String, String> signature) {
    return new OutgoingMessage(
        context.topology().inboxExchange(),
        key,
        delivery.body(),
        delivery.type(),
        delivery.messageId(),
        delivery.correlationId(),
        MessageCodec.CONTENT_TYPE,
        true,
        true,
        null,
        signature);
  }
}

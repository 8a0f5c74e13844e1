package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import io.taskflow.protocol.transport.OutgoingMessage;
import java.io.IOException;
import java.util.Map;

/** The AMQP side of publishing: what a message looks like, and who hears what the broker says. */
final class PublishChannel {

  private static final int TRANSIENT = 1;
  private static final int PERSISTENT = 2;

  /** Hears what the broker says about what was published, on a thread of the client library. */
  interface Listener {

    /** The broker has the message, and with {@code multiple} all before it. */
    void confirmed(long number, boolean multiple);

    /** The broker does not take them. */
    void refused(long number, boolean multiple);

    /** Comes before the message is confirmed. */
    void returned(Return message);

    void closed(ShutdownSignalException signal);
  }

  private PublishChannel() {}

  /** Turns confirms on. */
  static void prepare(Channel channel, Listener listener) throws IOException {
    channel.confirmSelect();
    channel.addConfirmListener(listener::confirmed, listener::refused);
    channel.addReturnListener(listener::returned);
    channel.addShutdownListener(listener::closed);
  }

  static void publish(Channel channel, OutgoingMessage message) throws IOException {
    channel.basicPublish(
        message.exchange(),
        message.routingKey(),
        message.mandatory(),
        properties(message),
        message.body());
  }

  private static BasicProperties properties(OutgoingMessage message) {
    return new BasicProperties.Builder()
        .contentType(message.contentType())
        .type(message.type())
        .messageId(message.messageId())
        .correlationId(message.correlationId())
        .deliveryMode(message.persistent() ? PERSISTENT : TRANSIENT)
        .priority(message.priority())
        .headers(message.headers().isEmpty() ? null : Map.copyOf(message.headers()))
        .build();
  }
}

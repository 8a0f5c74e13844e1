package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.QueueDepth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Looks at what the broker has, and makes nothing. Stateless; waits for the broker on the caller's
 * thread, with a channel of its own for each call.
 */
final class Existing {

  private Existing() {}

  /** The durable ones of these queues that the broker doesn't have. */
  static List<String> missingQueues(OpenConnection connection, List<Declaration> declarations)
      throws IOException {
    List<String> missing = new ArrayList<>();
    Channel channel = null;
    try {
      for (Declaration declaration : declarations) {
        if (declaration instanceof Declaration.Queue && !isExclusive(declaration)) {
          if (channel == null || !channel.isOpen()) {
            channel = newChannel(connection);
          }
          if (!queue(channel, declaration.name())) {
            missing.add(declaration.name());
          }
        }
      }
      if (channel != null) {
        channel.abort();
      }
      return missing;
    } catch (ShutdownSignalException e) {
      throw new IOException(BrokerErrors.text(e), e);
    }
  }

  /** Whether the broker has the queue. */
  static boolean queue(OpenConnection connection, String queue) throws IOException {
    try {
      Channel channel = newChannel(connection);
      boolean there = queue(channel, queue);
      channel.abort();
      return there;
    } catch (ShutdownSignalException e) {
      throw new IOException(BrokerErrors.text(e), e);
    }
  }

  /** How a queue stands; empty if the broker doesn't have it, or doesn't say. */
  static Optional<QueueDepth> depth(OpenConnection connection, String queue) throws IOException {
    Channel channel = null;
    try {
      channel = newChannel(connection);
      AMQP.Queue.DeclareOk found = channel.queueDeclarePassive(queue);
      return Optional.of(new QueueDepth(found.getMessageCount(), found.getConsumerCount()));
    } catch (ShutdownSignalException e) {
      throw new IOException(BrokerErrors.text(e), e);
    } catch (IOException e) {
      if (BrokerErrors.channelClose(e) == null) {
        throw e;
      }
      return Optional.empty();
    } finally {
      if (channel != null) {
        channel.abort();
      }
    }
  }

  /** Whether the broker has the queue. If not, it closes the channel. */
  private static boolean queue(Channel channel, String queue) throws IOException {
    try {
      channel.queueDeclarePassive(queue);
      return true;
    } catch (IOException e) {
      AMQP.Channel.Close close = BrokerErrors.channelClose(e);
      if (close == null) {
        throw e;
      }
      return close.getReplyCode() != AMQP.NOT_FOUND;
    }
  }

  static Channel newChannel(OpenConnection connection) throws IOException {
    Channel channel = connection.connection().createChannel();
    if (channel == null) {
      throw new IOException("the connection has no channel left");
    }
    return channel;
  }

  /**
   * Looks for something and makes nothing.
   *
   * @return empty if it is there; otherwise the code with which the broker refuses to show it
   * @throws IOException if the connection was lost meanwhile
   */
  static OptionalInt refusalToShow(OpenConnection connection, Declaration declaration)
      throws IOException {
    Channel channel = newChannel(connection);
    try {
      switch (declaration) {
        case Declaration.Exchange exchange -> channel.exchangeDeclarePassive(exchange.name());
        case Declaration.Queue queue -> channel.queueDeclarePassive(queue.name());
      }
      channel.abort();
      return OptionalInt.empty();
    } catch (IOException e) {
      AMQP.Channel.Close close = BrokerErrors.channelClose(e);
      if (close == null) {
        throw e;
      }
      return OptionalInt.of(close.getReplyCode());
    }
  }

  static boolean isExclusive(Declaration declaration) {
    return declaration instanceof Declaration.Queue queue && queue.kind() == QueueKind.EXCLUSIVE;
  }
}

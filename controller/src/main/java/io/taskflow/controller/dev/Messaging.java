package io.taskflow.controller.dev;

import io.taskflow.controller.socket.SocketBroker;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What engine and worker of an installation speak through.
 *
 * @param broker what other programs can connect to as well; null if it is in this process
 * @param socket by which other verbs reach one that is in this process; null if they can't
 * @param connect opens a connection, which has a name
 */
record Messaging(
    @Nullable DevBroker broker, @Nullable SocketBroker socket, Function<String, Transport> connect)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Messaging.class);

  /** Starts it; takes as long as a broker takes to start. */
  @FunctionalInterface
  interface Start {

    /**
     * Starts it and waits until it is ready.
     *
     * @param directory for what it keeps
     * @throws DevException if it does not start
     */
    Messaging in(Path directory);
  }

  /** In this process. */
  static Messaging here() {
    Function<String, Transport> connect = new InMemoryBroker()::connect;
    try {
      return new Messaging(null, SocketBroker.open(connect, Topology.defaults()), connect);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn(
          "other verbs can't ask anything of flows, because there is no socket: {}", e.toString());
      return new Messaging(null, null, connect);
    }
  }

  /** With a broker of its own. */
  static Messaging start(DevBroker.Source source, Path directory) {
    DevBroker broker = DevBroker.start(source, directory);
    return new Messaging(
        broker,
        null,
        name ->
            AmqpTransport.connect(
                AmqpSettings.builder().uri(broker.uri()).connectionName(name).build()));
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
    if (broker != null) {
      broker.close();
    }
  }
}

package io.taskflow.protocol.amqp;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurator;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.SocketFrameHandlerFactory;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens one connection. Immutable, thread-safe. */
final class Connector {

  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  /** The client library's own limit. */
  private static final int MOST_BYTES_OF_MESSAGE = 64 << 20;

  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);

  private final AmqpSettings settings;
  private final String name;
  private final ExecutorService inline = new InlineExecutor();
  // The library closes with its help even after the transport is closed, so it is never shut down;
  // it holds no thread when it is idle.
  private final ExecutorService closers = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param name what the broker's operators see
   */
  Connector(AmqpSettings settings, String name) {
    this.settings = settings;
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Blocks for the connect timeout a host, or until the broker answers. */
  OpenConnection connect() throws IOException, TimeoutException {
    AtomicReference<@Nullable Socket> socket = new AtomicReference<>();
    Factory factory = factory(socket);
    List<Address> addresses = new ArrayList<>();
    settings.hosts().forEach(host -> addresses.add(new Address(host.name(), host.port())));
    Collections.shuffle(addresses);
    Connection connection = factory.newConnection(inline, addresses, name);
    Socket used = socket.get();
    PatientFrames frames = factory.frames;
    if (used == null || frames == null) {
      connection.abort();
      throw new IOException("the client library has not shown the connection's socket");
    }
    return new OpenConnection(connection, used, frames);
  }

  private Factory factory(AtomicReference<@Nullable Socket> socket) {
    Factory factory = new Factory();
    factory.setUsername(settings.user());
    factory.setPassword(settings.password());
    factory.setVirtualHost(settings.virtualHost());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setRequestedHeartbeat(Math.toIntExact(settings.heartbeat().toSeconds()));
    factory.setConnectionTimeout(Math.toIntExact(settings.connectTimeout().toMillis()));
    factory.setHandshakeTimeout(Math.toIntExact(settings.connectTimeout().toMillis()));
    factory.setChannelRpcTimeout(Math.toIntExact(REPLY_TIMEOUT.toMillis()));
    factory.setShutdownExecutor(closers);
    factory.setThreadFactory(Thread.ofPlatform().daemon().name(name + "/amqp-", 0).factory());
    factory.setExceptionHandler(new SocketCloser(socket));
    if (settings.tls() != null) {
      factory.useSslProtocol(settings.tls());
      factory.enableHostnameVerification();
      factory.configurator =
          SocketConfigurators.defaultConfigurator()
              .andThen(SocketConfigurators.enableHostnameVerification())
              .andThen(socket::set);
    } else {
      factory.configurator = SocketConfigurators.defaultConfigurator().andThen(socket::set);
    }
    return factory;
  }

  /** Makes one connection, and shows its frames. */
  private final class Factory extends ConnectionFactory {

    private SocketConfigurator configurator = SocketConfigurators.defaultConfigurator();
    private volatile @Nullable PatientFrames frames;

    @Override
    protected FrameHandlerFactory createFrameHandlerFactory() {
      SSLContext tls = settings.tls();
      SocketFactory sockets = tls == null ? SocketFactory.getDefault() : tls.getSocketFactory();
      return new SocketFrameHandlerFactory(
          getConnectionTimeout(), sockets, configurator, tls != null, closers) {
        @Override
        public FrameHandler create(Socket socket) throws IOException {
          PatientFrames made = new PatientFrames(socket, closers, MOST_BYTES_OF_MESSAGE);
          frames = made;
          return made;
        }
      };
    }
  }

  /**
   * Closes the socket as soon as the library finds the connection broken. Before it closes the
   * socket itself, the library takes each channel's lock; a thread that is stuck in writing to a
   * dead peer holds one, and would hold it for minutes.
   */
  private static final class SocketCloser extends ForgivingExceptionHandler {

    private final AtomicReference<@Nullable Socket> socket;

    SocketCloser(AtomicReference<@Nullable Socket> socket) {
      this.socket = socket;
    }

    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable error) {
      LOG.debug("Connection {} is broken", connection.getClientProvidedName(), error);
      Socket used = socket.get();
      if (used != null) {
        OpenConnection.closeSocket(used);
      }
    }
  }
}

package io.taskflow.controller.socket;

import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets other programs of this user publish to the broker of this process, and hear which workers
 * there are: what a program that looks after flows needs, and no more than that. Thread-safe.
 */
public final class SocketBroker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SocketBroker.class);

  private static final String NAME = "socket";

  private final Path directory;
  private final ServerSocketChannel server;
  private final Function<String, Transport> broker;
  private final Topology topology;
  private final Set<FrameStream> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger numbers = new AtomicInteger();

  private SocketBroker(
      Path directory,
      ServerSocketChannel server,
      Function<String, Transport> broker,
      Topology topology) {
    this.directory = directory;
    this.server = server;
    this.broker = broker;
    this.topology = topology;
  }

  /**
   * Opens a socket in a directory of its own, which only this user can enter. Its name is short
   * wherever the program works: systems take about a hundred characters.
   *
   * @param broker opens connections to it
   * @throws IOException if there can be no such socket here
   */
  public static SocketBroker open(Function<String, Transport> broker, Topology topology)
      throws IOException {
    Path directory = Files.createTempDirectory("taskflow");
    Path file = directory.resolve(NAME);
    ServerSocketChannel server = null;
    try {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(file));
    } catch (IOException | RuntimeException e) {
      if (server != null) {
        server.close();
      }
      Files.deleteIfExists(file);
      Files.delete(directory);
      throw e;
    }
    SocketBroker opened = new SocketBroker(directory, server, broker, topology);
    Thread.ofPlatform().daemon().name(NAME).start(opened::accept);
    return opened;
  }

  /** The socket. */
  public Path file() {
    return directory.resolve(NAME);
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel channel = server.accept();
        Thread.ofVirtual().start(() -> serve(channel));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.error("other programs can't connect any more", e);
        return;
      }
    }
  }

  private void serve(SocketChannel channel) {
    String name = NAME + "-" + numbers.incrementAndGet();
    FrameStream stream = new FrameStream(channel);
    open.add(stream);
    try (stream;
        Transport transport = broker.apply(name)) {
      listen(transport, name, stream);
      Publisher publisher = transport.publisher(name);
      while (true) {
        if (stream.read() instanceof Frame.Publish publish) {
          publisher.publish(
              publish.message(),
              outcome -> answer(stream, new Frame.Outcome(publish.number(), outcome)));
        }
      }
    } catch (IOException e) {
      LOG.debug("{} has ended", name, e);
    } catch (RuntimeException e) {
      LOG.warn("{} is cut off: {}", name, e.toString());
    } finally {
      open.remove(stream);
    }
  }

  private void listen(Transport transport, String name, FrameStream stream) {
    List<Declaration> declarations = new ArrayList<>(topology.base());
    Queue queue =
        new Queue(
            topology.controlExchange() + "." + name,
            QueueKind.EXCLUSIVE,
            List.of(new Binding(topology.controlExchange(), topology.announcementKey())),
            null,
            null);
    declarations.add(queue);
    transport.declare(declarations);
    transport.consume(
        queue.name(),
        1,
        delivery -> {
          delivery.ack();
          answer(stream, new Frame.Heard(copy(delivery)));
        });
  }

  /** If it can't be written, reading has come to its end, too, and the connection with it. */
  private static void answer(FrameStream stream, Frame frame) {
    try {
      stream.write(frame);
    } catch (IOException e) {
      LOG.debug("nobody listens any more", e);
    }
  }

  private static OutgoingMessage copy(Delivery delivery) {
    return new OutgoingMessage(
        delivery.exchange(),
        delivery.routingKey(),
        delivery.body(),
        delivery.type(),
        delivery.messageId(),
        delivery.correlationId(),
        "",
        false,
        false,
        delivery.priority(),
        delivery.headers());
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (FrameStream stream : open) {
      stream.close();
    }
    Files.deleteIfExists(file());
    Files.deleteIfExists(directory);
  }
}

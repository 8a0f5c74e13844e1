package io.taskflow.controller.socket;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.LinkStateListener;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.QueueDepth;
import io.taskflow.protocol.transport.QueueLossListener;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.protocol.transport.TransportStatistics;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes to a {@link SocketBroker}. Queues that are declared here are here, and get what is said
 * there of workers; nothing else comes from there. It does not connect again: what has no outcome
 * when the other side ends counts as refused, although that may have got it. Thread-safe.
 */
public final class SocketTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

  private final FrameStream stream;
  private final Transport here = new InMemoryBroker().connect("here");
  private final Publisher intoHere = here.publisher("heard");
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Publisher.OutcomeListener> waiting = new ConcurrentHashMap<>();
  private final List<LinkStateListener> listeners = new CopyOnWriteArrayList<>();
  private volatile LinkState state = LinkState.UP;

  private SocketTransport(FrameStream stream) {
    this.stream = stream;
  }

  /**
   * Connects.
   *
   * @param file the socket
   * @throws IOException if nobody listens there
   */
  public static SocketTransport connect(Path file) throws IOException {
    SocketChannel channel;
    try {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(file));
    } catch (UnsupportedOperationException e) {
      throw new IOException("this system has no such sockets", e);
    }
    SocketTransport transport = new SocketTransport(new FrameStream(channel));
    Thread.ofPlatform().daemon().name("socket").start(transport::read);
    return transport;
  }

  private void read() {
    String reason = "closed";
    try (stream) {
      while (true) {
        switch (stream.read()) {
          case Frame.Outcome o -> outcome(o.number(), o.outcome());
          case Frame.Heard heard -> intoHere.publish(heard.message(), nobody -> {});
          case Frame.Publish nonsense -> LOG.warn("only brokers are published to");
        }
      }
    } catch (IOException e) {
      reason = e.toString();
    } catch (IllegalStateException e) {
      LOG.debug("closed while something was heard", e);
    }
    end(LinkState.DOWN, reason);
  }

  private void outcome(long number, PublishOutcome outcome) {
    Publisher.OutcomeListener listener = waiting.remove(number);
    if (listener != null) {
      listener.outcome(outcome);
    }
  }

  private void end(LinkState how, String reason) {
    synchronized (listeners) {
      if (state == LinkState.CLOSED || state == how) {
        return;
      }
      state = how;
    }
    listeners.forEach(listener -> listener.changed(how, reason));
    List.copyOf(waiting.keySet()).forEach(number -> outcome(number, PublishOutcome.REFUSED));
  }

  @Override
  public Set<String> declare(List<Declaration> declarations) {
    here.declare(declarations);
    return Set.of();
  }

  @Override
  public boolean make(Declaration.Queue queue) {
    return here.make(queue);
  }

  @Override
  public boolean mayExist(String queue) {
    return true;
  }

  @Override
  public boolean bindIfThere(Declaration.Queue queue) {
    return here.bindIfThere(queue);
  }

  /** Only of those that are here. */
  @Override
  public Optional<QueueDepth> depth(String queue) {
    return here.depth(queue);
  }

  @Override
  public Publisher publisher(String name) {
    return new Numbered();
  }

  /** Publishes over the socket. */
  private final class Numbered implements Publisher {

    private final Set<Long> own = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @Override
    public void publish(OutgoingMessage message, OutcomeListener listener) {
      if (closed) {
        throw new IllegalStateException("the publisher is closed");
      }
      long number = numbers.incrementAndGet();
      own.add(number);
      waiting.put(
          number,
          outcome -> {
            own.remove(number);
            listener.outcome(outcome);
          });
      try {
        stream.write(new Frame.Publish(number, message));
      } catch (IOException e) {
        LOG.debug("the other side has ended", e);
        outcome(number, PublishOutcome.REFUSED);
      }
    }

    @Override
    public int pending() {
      return own.size();
    }

    @Override
    public void close() {
      closed = true;
      own.forEach(waiting::remove);
    }
  }

  @Override
  public Consumer consume(String queue, int prefetch, DeliveryHandler handler) {
    return here.consume(queue, prefetch, handler);
  }

  @Override
  public LinkState state() {
    return state;
  }

  @Override
  public TransportStatistics statistics() {
    return here.statistics();
  }

  @Override
  public void onStateChange(LinkStateListener listener) {
    listeners.add(listener);
  }

  @Override
  public void onQueueLost(QueueLossListener listener) {
    here.onQueueLost(listener);
  }

  @Override
  public void close() {
    end(LinkState.CLOSED, "closed");
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("closing the socket failed", e);
    }
    here.close();
  }
}

package io.taskflow.worker;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.LinkStateListener;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.QueueDepth;
import io.taskflow.protocol.transport.QueueLossListener;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.protocol.transport.TransportStatistics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A link whose other end is the test: it sees what is consumed and made, and confirms what is
 * published when it likes. Not thread-safe.
 */
final class ScriptedTransport implements Transport {

  /** Of all queues, in the order in which they began. */
  final List<Consumption> consumptions = new ArrayList<>();

  /** Queues that are there. */
  final Set<String> queues = new HashSet<>();

  /** What became of each message that was published is still to be said. */
  final Deque<Publisher.OutcomeListener> unconfirmed = new ArrayDeque<>();

  /** One call of {@link Transport#consume}. */
  static final class Consumption implements Consumer {
    final int prefetch;
    final DeliveryHandler handler;
    final CompletableFuture<Void> quiet = new CompletableFuture<>();
    boolean taking = true;
    boolean closed;

    Consumption(int prefetch, DeliveryHandler handler) {
      this.prefetch = prefetch;
      this.handler = handler;
    }

    @Override
    public long restarts() {
      return 0;
    }

    @Override
    public CompletableFuture<Void> stopTaking() {
      taking = false;
      return quiet;
    }

    @Override
    public void close() {
      taking = false;
      closed = true;
    }
  }

  /** The prefetches of consumptions that go on, oldest first. */
  List<Integer> taken() {
    return consumptions.stream().filter(c -> c.taking).map(c -> c.prefetch).toList();
  }

  /** The broker has taken the oldest message. */
  void confirm() {
    unconfirmed.remove().outcome(PublishOutcome.CONFIRMED);
  }

  @Override
  public Set<String> declare(List<Declaration> declarations) {
    return Set.of();
  }

  @Override
  public boolean make(Declaration.Queue queue) {
    return queues.add(queue.name());
  }

  @Override
  public boolean mayExist(String queue) {
    return queues.contains(queue);
  }

  @Override
  public boolean bindIfThere(Declaration.Queue queue) {
    return mayExist(queue.name());
  }

  @Override
  public Optional<QueueDepth> depth(String queue) {
    return Optional.empty();
  }

  @Override
  public Publisher publisher(String name) {
    return new Publisher() {
      @Override
      public void publish(OutgoingMessage message, OutcomeListener listener) {
        unconfirmed.add(listener);
      }

      @Override
      public int pending() {
        return unconfirmed.size();
      }

      @Override
      public void close() {
        unconfirmed.clear();
      }
    };
  }

  @Override
  public Consumer consume(String queue, int prefetch, DeliveryHandler handler) {
    Consumption begun = new Consumption(prefetch, handler);
    consumptions.add(begun);
    return begun;
  }

  @Override
  public LinkState state() {
    return LinkState.UP;
  }

  @Override
  public TransportStatistics statistics() {
    return new TransportStatistics(0, 0, 0, 0, 0, unconfirmed.size(), null);
  }

  @Override
  public void onStateChange(LinkStateListener listener) {
    // It is always up.
  }

  @Override
  public void onQueueLost(QueueLossListener listener) {
    // The test tells of losses itself.
  }

  @Override
  public void close() {
    consumptions.forEach(Consumption::close);
  }
}

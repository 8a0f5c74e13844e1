package io.taskflow.protocol.amqp;

import io.taskflow.protocol.concurrent.OwnerThread;
import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.LinkStateListener;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.QueueDepth;
import io.taskflow.protocol.transport.QueueLossListener;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.protocol.transport.TransportCounters;
import io.taskflow.protocol.transport.TransportException;
import io.taskflow.protocol.transport.TransportStatistics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Transport} over RabbitMQ with one connection for publishing and one for consuming, so
 * that a broker that takes no messages still takes acknowledgements. Thread-safe; the state of both
 * links belongs to one thread, {@code owner}.
 */
public final class AmqpTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(AmqpTransport.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);
  private static final int LARGEST_PREFETCH = 65_535;

  private final AmqpSettings settings;
  private final Declarer declarer = new Declarer();
  private final TransportCounters counters = new TransportCounters();
  private final List<LinkStateListener> listeners = new CopyOnWriteArrayList<>();
  private final List<AmqpPublisher> publishers = new CopyOnWriteArrayList<>();
  private final List<AmqpConsumer> consumers = new CopyOnWriteArrayList<>();
  private final OwnerThread owner;
  private final InFlight inFlight = new InFlight();
  private final ScheduledExecutorService timer;
  private final ExecutorService workers;
  private final AmqpLink publishLink;
  private final AmqpLink consumeLink;
  private boolean wasUp;
  private volatile LinkState state = LinkState.DOWN;
  private volatile @Nullable Instant blockedSince;

  private AmqpTransport(AmqpSettings settings) {
    this.settings = settings;
    String name = settings.connectionName();
    this.owner = new OwnerThread(name + "/link", helping -> false);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name + "/timer").factory());
    this.workers = Executors.newVirtualThreadPerTaskExecutor();
    this.publishLink = link("publish", declarer::restoreShared);
    this.consumeLink = link("consume", declarer::restoreAll);
  }

  private AmqpLink link(String purpose, AmqpLink.Preparation preparation) {
    Connector connector = new Connector(settings, settings.connectionName() + "/" + purpose);
    return new AmqpLink(
        connector, settings.backoff(), preparation, owner, timer, workers, this::linkChanged);
  }

  /**
   * Opens a transport. Returns when it is connected; or, if the first attempt fails, at once, and
   * goes on trying for ever.
   */
  public static AmqpTransport connect(AmqpSettings settings) {
    AmqpTransport transport = new AmqpTransport(settings);
    transport.owner.start();
    transport.publishLink.start();
    transport.consumeLink.start();
    // The handshake may take as long again as the TCP connection.
    Duration limit = settings.connectTimeout().multipliedBy(2L * settings.hosts().size());
    try {
      transport.publishLink.awaitFirstAttempt(limit);
      transport.consumeLink.awaitFirstAttempt(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return transport;
  }

  @Override
  public Set<String> declare(List<Declaration> declarations) {
    checkOpen();
    declarer.remember(declarations);
    OpenConnection connection = consumeLink.current();
    if (connection == null) {
      return Set.of();
    }
    Declarer.Made made;
    try {
      made = declarer.declareFirst(connection, declarations);
    } catch (IOException e) {
      LOG.info("Declarations are made when the broker is back: {}", BrokerErrors.text(e));
      return Set.of();
    }
    List<Declarer.Refusal> refusals = made.refusals();
    if (!refusals.isEmpty()) {
      declarer.forget(refusals.stream().map(Declarer.Refusal::declaration).toList());
      TransportException first = refusals.getFirst().error();
      refusals.stream().skip(1).forEach(refusal -> first.addSuppressed(refusal.error()));
      throw first;
    }
    return made.queues();
  }

  @Override
  public boolean make(Declaration.Queue queue) {
    checkOpen();
    OpenConnection connection = consumeLink.current();
    if (connection == null) {
      return false;
    }
    try {
      declarer.makeOnce(connection, queue);
      consumers.forEach(consumer -> consumer.made(queue.name()));
      return true;
    } catch (IOException e) {
      LOG.info("Queue {} can't be made now: {}", queue.name(), BrokerErrors.text(e));
      return false;
    }
  }

  @Override
  public boolean mayExist(String queue) {
    checkOpen();
    OpenConnection connection = consumeLink.current();
    if (connection == null) {
      return true;
    }
    try {
      return Existing.queue(connection, queue);
    } catch (IOException e) {
      LOG.debug("It can't be seen now whether queue {} is there", queue, e);
      return true;
    }
  }

  @Override
  public boolean bindIfThere(Declaration.Queue queue) {
    checkOpen();
    try {
      return declarer.bindIfThere(consumeLink.current(), queue);
    } catch (IOException e) {
      LOG.info("Queue {} is bound when the broker is back: {}", queue.name(), BrokerErrors.text(e));
      return true;
    }
  }

  @Override
  public Optional<QueueDepth> depth(String queue) {
    checkOpen();
    OpenConnection connection = consumeLink.current();
    if (connection == null) {
      return Optional.empty();
    }
    try {
      return Existing.depth(connection, queue);
    } catch (IOException e) {
      LOG.debug("It can't be seen now what waits in queue {}", queue, e);
      return Optional.empty();
    }
  }

  @Override
  public Publisher publisher(String name) {
    checkOpen();
    AmqpPublisher publisher =
        new AmqpPublisher(name, publishLink, inFlight, declarer, counters, timer);
    publishers.removeIf(AmqpPublisher::isClosed);
    publishers.add(publisher);
    publisher.start();
    return publisher;
  }

  @Override
  public Consumer consume(String queue, int prefetch, DeliveryHandler handler) {
    checkOpen();
    if (prefetch < 1 || prefetch > LARGEST_PREFETCH) {
      throw new IllegalArgumentException(
          "prefetch must be 1 to %d, but is %d".formatted(LARGEST_PREFETCH, prefetch));
    }
    String name = settings.connectionName() + "/" + queue;
    AmqpConsumer consumer =
        new AmqpConsumer(name, queue, prefetch, handler, consumeLink, declarer, counters, timer);
    consumers.removeIf(AmqpConsumer::isClosed);
    consumers.add(consumer);
    consumer.start();
    return consumer;
  }

  @Override
  public LinkState state() {
    return state;
  }

  @Override
  public TransportStatistics statistics() {
    int pending = publishers.stream().mapToInt(AmqpPublisher::pending).sum();
    return counters.statistics(pending, blockedSince);
  }

  @Override
  public void onQueueLost(QueueLossListener listener) {
    declarer.onQueueLost(listener);
  }

  @Override
  public void onStateChange(LinkStateListener listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    if (state == LinkState.CLOSED) {
      return;
    }
    // While there is a connection, so that acknowledgements still go out.
    inParallel(consumers, AmqpConsumer::close);
    owner.end(
        () -> {
          publishLink.close();
          consumeLink.close();
          become(LinkState.CLOSED, "closed");
        },
        CLOSE_LIMIT);
    // Without a connection, so that none waits for a broker that takes no messages.
    inParallel(publishers, AmqpPublisher::close);
    timer.shutdownNow();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} is closed, but its sockets take longer", settings.connectionName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> void inParallel(List<T> things, java.util.function.Consumer<T> close) {
    CompletableFuture<?>[] closing =
        things.stream()
            .map(thing -> CompletableFuture.runAsync(() -> close.accept(thing), workers))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(closing).join();
  }

  private void checkOpen() {
    if (state == LinkState.CLOSED) {
      throw new IllegalStateException(settings.connectionName() + " is closed");
    }
  }

  // --- on the owner's thread

  private void linkChanged(String reason) {
    LinkState next = combine(publishLink.state(), consumeLink.state());
    if (next == state) {
      return;
    }
    if (state == LinkState.DOWN) {
      if (wasUp) {
        counters.recovered();
      }
      wasUp = true;
    }
    become(next, reason);
  }

  private void become(LinkState next, String reason) {
    LOG.info("{} is {}: {}", settings.connectionName(), next, reason);
    state = next;
    blockedSince = next == LinkState.BLOCKED ? Instant.now() : null;
    for (LinkStateListener listener : listeners) {
      try {
        listener.changed(next, reason);
      } catch (Throwable e) {
        LOG.error("A listener failed on {}", next, e);
      }
    }
  }

  /** Both links are needed; only publishing can be blocked. */
  static LinkState combine(LinkState publish, LinkState consume) {
    if (publish == LinkState.CLOSED || consume == LinkState.CLOSED) {
      return LinkState.CLOSED;
    }
    if (publish == LinkState.DOWN || consume == LinkState.DOWN) {
      return LinkState.DOWN;
    }
    return publish;
  }
}

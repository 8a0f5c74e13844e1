package io.taskflow.testkit.simulation.broker;

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
import io.taskflow.protocol.transport.TransportStatistics;
import io.taskflow.testkit.simulation.world.Process;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A process's link to the simulated broker, which mends itself. Each end of a cut line notices that
 * in its own time.
 */
public final class SimulatedTransport implements Transport {

  private final SimulatedBroker broker;
  private final Process process;
  private final TransportCounters counters = new TransportCounters();
  private final List<Declaration> declarations = new ArrayList<>();
  private final List<SimulatedConsumer> consumers = new ArrayList<>();
  private final List<SimulatedPublisher> publishers = new ArrayList<>();
  private final List<LinkStateListener> listeners = new ArrayList<>();
  private final List<QueueLossListener> lossListeners = new ArrayList<>();
  private LinkState state = LinkState.DOWN;
  private @Nullable Connection connection;

  SimulatedTransport(SimulatedBroker broker, Process process) {
    this.broker = broker;
    this.process = process;
  }

  SimulatedBroker broker() {
    return broker;
  }

  Process process() {
    return process;
  }

  /** The connection that is believed to stand; null if none is. */
  @Nullable Connection connection() {
    return connection;
  }

  // --- the line

  void connect() {
    if (state != LinkState.DOWN || !process.alive()) {
      return;
    }
    if (!broker.running()) {
      connectLater();
      return;
    }
    Connection made = new Connection(broker, this);
    connection = made;
    counters.recovered();
    become(broker.blocked() ? LinkState.BLOCKED : LinkState.UP, "connected");
    for (Declaration declaration : declarations) {
      if (broker.declare(declaration, made)) {
        tellLost(declaration.name());
      }
    }
    List.copyOf(publishers).forEach(publisher -> publisher.connected(made));
    List.copyOf(consumers).forEach(consumer -> consumer.connected(made));
  }

  private void connectLater() {
    broker
        .world()
        .time()
        .after(broker.world().chance().millis(50, 1_500), () -> process.hand(this::connect));
  }

  /**
   * Cuts the line.
   *
   * @param brokerAfter when the broker notices
   * @param processAfter when the process notices
   */
  public void cut(Duration brokerAfter, Duration processAfter) {
    Connection cut = connection;
    if (cut == null) {
      return;
    }
    cut.cut();
    broker.world().time().after(brokerAfter, cut::gone);
    broker.world().time().after(processAfter, () -> process.hand(() -> noticed(cut)));
  }

  void brokerGone() {
    cut(Duration.ZERO, broker.world().chance().millis(0, 20));
  }

  /** The process is gone: the broker notices at once if it was killed, and later otherwise. */
  public void processGone(Duration brokerAfter) {
    broker.forget(this);
    Connection cut = connection;
    if (cut != null) {
      connection = null;
      // What was on its way still arrives, or not.
      broker.world().time().after(brokerAfter, cut::gone);
    }
  }

  private void noticed(Connection cut) {
    if (connection != cut) {
      return;
    }
    connection = null;
    List.copyOf(consumers).forEach(SimulatedConsumer::disconnected);
    become(LinkState.DOWN, "the connection is lost");
    connectLater();
  }

  void blocked() {
    if (state == LinkState.UP) {
      become(LinkState.BLOCKED, "the broker takes no messages");
    }
  }

  void unblocked() {
    if (state == LinkState.BLOCKED) {
      become(LinkState.UP, "the broker takes messages again");
    }
    if (connection != null) {
      connection.takeHeldUp();
    }
  }

  /** Whether the process takes, or would take, from a queue. */
  public boolean consumes(String queue) {
    return consumers.stream().anyMatch(consumer -> consumer.takesFrom(queue));
  }

  /** Declares a queue again that a consumer has lost. */
  void declareAgain(String queue) {
    if (connection == null) {
      return;
    }
    for (Declaration declaration : declarations) {
      if (declaration.name().equals(queue) && broker.declare(declaration, connection)) {
        tellLost(queue);
      }
    }
  }

  /** A consumer finds its queue missing, or has lost it, and it is for others to make it. */
  void tellIfOthersMake(String queue) {
    if (declarations.stream().noneMatch(declaration -> declaration.name().equals(queue))) {
      tellLost(queue);
    }
  }

  private void tellLost(String queue) {
    soon(() -> lossListeners.forEach(listener -> listener.lost(queue)));
  }

  private void become(LinkState next, String reason) {
    state = next;
    List<LinkStateListener> told = List.copyOf(listeners);
    soon(() -> told.forEach(listener -> listener.changed(next, reason)));
  }

  private void soon(Runnable news) {
    broker.world().time().after(Duration.ZERO, () -> process.hand(news));
  }

  void forget(SimulatedConsumer consumer) {
    consumers.remove(consumer);
  }

  void forget(SimulatedPublisher publisher) {
    publishers.remove(publisher);
  }

  // --- Transport

  @Override
  public Set<String> declare(List<Declaration> wanted) {
    process.requireAlive();
    Set<String> made = new LinkedHashSet<>();
    for (Declaration declaration : wanted) {
      if (connection != null && connection.passes() && broker.declare(declaration, connection)) {
        made.add(declaration.name());
      }
      if (!declarations.contains(declaration)) {
        declarations.add(declaration);
      }
    }
    return made;
  }

  @Override
  public boolean make(Declaration.Queue queue) {
    process.touch();
    Connection current = connection;
    if (current == null || !current.passes()) {
      return false;
    }
    broker.declare(queue, current);
    List.copyOf(consumers).forEach(consumer -> consumer.made(queue.name(), current));
    return true;
  }

  @Override
  public boolean mayExist(String queue) {
    process.requireAlive();
    return connection == null || !connection.passes() || broker.queue(queue) != null;
  }

  /** Here queues are made with their bindings, or not at all, so that there is nothing to bind. */
  @Override
  public boolean bindIfThere(Declaration.Queue queue) {
    return mayExist(queue.name());
  }

  @Override
  public Optional<QueueDepth> depth(String queue) {
    process.requireAlive();
    SimulatedQueue found = connection == null || !connection.passes() ? null : broker.queue(queue);
    return Optional.ofNullable(found)
        .map(its -> new QueueDepth(its.waiting(), its.subscriptions().size()));
  }

  @Override
  public Publisher publisher(String name) {
    process.requireAlive();
    SimulatedPublisher publisher = new SimulatedPublisher(this);
    publishers.add(publisher);
    if (connection != null) {
      publisher.connected(connection);
    }
    return publisher;
  }

  @Override
  public Consumer consume(String queue, int prefetch, DeliveryHandler handler) {
    process.requireAlive();
    SimulatedConsumer consumer = new SimulatedConsumer(this, queue, prefetch, handler);
    consumers.add(consumer);
    if (connection != null) {
      consumer.connected(connection);
    }
    return consumer;
  }

  @Override
  public LinkState state() {
    return state;
  }

  @Override
  public TransportStatistics statistics() {
    int pending = publishers.stream().mapToInt(SimulatedPublisher::pending).sum();
    return counters.statistics(pending, null);
  }

  @Override
  public void onStateChange(LinkStateListener listener) {
    listeners.add(listener);
  }

  @Override
  public void onQueueLost(QueueLossListener listener) {
    lossListeners.add(listener);
  }

  @Override
  public void close() {
    if (state != LinkState.CLOSED) {
      state = LinkState.CLOSED;
      processGone(Duration.ZERO);
      consumers.clear();
      publishers.clear();
    }
  }
}

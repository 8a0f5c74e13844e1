package io.taskflow.testkit.simulation.broker;

import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Routing;
import io.taskflow.testkit.simulation.world.Process;
import io.taskflow.testkit.simulation.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a simulated world. It keeps the promises of a real one: what it has confirmed is in
 * its queues until it is acknowledged, in order for each publisher's channel, and comes again if it
 * is not; everything else may be late, lost with a connection, or come twice.
 */
public final class SimulatedBroker {

  private record Bound(String key, SimulatedQueue queue) {}

  private final World world;
  private final BrokerWatch watch;
  private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
  private final Map<String, List<Bound>> bindings = new LinkedHashMap<>();
  private final Map<String, SimulatedQueue> queues = new LinkedHashMap<>();
  private final List<SimulatedTransport> transports = new ArrayList<>();
  private boolean running = true;
  private boolean blocked;

  /** An empty broker. */
  public SimulatedBroker(World world, BrokerWatch watch) {
    this.world = world;
    this.watch = watch;
  }

  /** A link of a process. */
  public SimulatedTransport connect(Process process) {
    SimulatedTransport transport = new SimulatedTransport(this, process);
    transports.add(transport);
    transport.connect();
    return transport;
  }

  World world() {
    return world;
  }

  BrokerWatch watch() {
    return watch;
  }

  boolean running() {
    return running;
  }

  boolean blocked() {
    return blocked;
  }

  void forget(SimulatedTransport transport) {
    transports.remove(transport);
  }

  /** Takes no connection, and cuts all, until {@link #start}. */
  public void stop() {
    running = false;
    List.copyOf(transports).forEach(SimulatedTransport::brokerGone);
  }

  /** Takes connections again. */
  public void start() {
    running = true;
  }

  /** Takes no messages until {@link #unblock}. */
  public void block() {
    blocked = true;
    transports.forEach(SimulatedTransport::blocked);
  }

  /** Takes messages again. */
  public void unblock() {
    blocked = false;
    List.copyOf(transports).forEach(SimulatedTransport::unblocked);
  }

  /** The links that there are. */
  public List<SimulatedTransport> transports() {
    return List.copyOf(transports);
  }

  /** The names of durable queues. */
  public List<String> durableQueues() {
    return queues.values().stream()
        .filter(queue -> queue.declaration().kind() != QueueKind.EXCLUSIVE)
        .map(SimulatedQueue::name)
        .toList();
  }

  /** Deletes a queue with all that is in it. */
  public void delete(String name) {
    @Nullable SimulatedQueue gone = remove(name);
    if (gone != null) {
      gone.subscriptions().forEach(Subscription::queueDeleted);
    }
  }

  /** Closes the channel of one of a queue's consumers, if it has one. */
  public boolean closeChannel(String name) {
    @Nullable SimulatedQueue queue = queues.get(name);
    if (queue == null || queue.subscriptions().isEmpty()) {
      return false;
    }
    world.chance().pick(queue.subscriptions()).closedByBroker();
    return true;
  }

  /** Drops what waits in a queue, and tells nobody. */
  public void purge(String name) {
    SimulatedQueue queue = queues.get(name);
    if (queue != null) {
      queue.purge();
    }
  }

  private @Nullable SimulatedQueue remove(String name) {
    @Nullable SimulatedQueue gone = queues.remove(name);
    if (gone != null) {
      bindings.values().forEach(bound -> bound.removeIf(b -> b.queue() == gone));
    }
    return gone;
  }

  void removeOwnedBy(Connection connection) {
    queues.values().stream()
        .filter(queue -> queue.owner() == connection)
        .map(SimulatedQueue::name)
        .toList()
        .forEach(this::remove);
  }

  @Nullable SimulatedQueue queue(String name) {
    return queues.get(name);
  }

  /** Whether the queue was not there. */
  boolean declare(Declaration declaration, Connection by) {
    switch (declaration) {
      case Exchange exchange -> {
        exchanges.putIfAbsent(exchange.name(), exchange);
        bindings.computeIfAbsent(exchange.name(), name -> new ArrayList<>());
        return false;
      }
      case Queue wanted -> {
        boolean exclusive = wanted.kind() == QueueKind.EXCLUSIVE;
        boolean made = !queues.containsKey(wanted.name());
        SimulatedQueue queue =
            queues.computeIfAbsent(
                wanted.name(), name -> new SimulatedQueue(world, wanted, exclusive ? by : null));
        for (Declaration.Binding binding : wanted.bindings()) {
          List<Bound> bound =
              bindings.computeIfAbsent(binding.exchange(), name -> new ArrayList<>());
          Bound one = new Bound(binding.routingKey(), queue);
          if (!bound.contains(one)) {
            bound.add(one);
          }
        }
        return made && !exclusive;
      }
    }
  }

  PublishOutcome publish(OutgoingMessage message) {
    Exchange exchange = exchanges.get(message.exchange());
    if (exchange == null) {
      return PublishOutcome.REFUSED;
    }
    Set<SimulatedQueue> targets = new LinkedHashSet<>();
    for (Bound bound : bindings.getOrDefault(message.exchange(), List.of())) {
      if (Routing.matches(exchange.kind(), bound.key(), message.routingKey())) {
        targets.add(bound.queue());
      }
    }
    if (targets.isEmpty() && message.mandatory()) {
      watch.returned(message);
      return PublishOutcome.RETURNED;
    }
    watch.taken(message);
    targets.forEach(queue -> queue.add(message));
    return PublishOutcome.CONFIRMED;
  }

  void giveBack(SimulatedQueue queue, List<Stored> messages) {
    for (Stored dead : queue.giveBack(messages)) {
      Declaration.DeadLetter letter = queue.declaration().deadLetter();
      if (letter != null) {
        OutgoingMessage message = dead.message();
        publish(
            new OutgoingMessage(
                letter.exchange(),
                letter.routingKey(),
                message.body(),
                message.type(),
                message.messageId(),
                message.correlationId(),
                message.contentType(),
                message.persistent(),
                false,
                message.priority(),
                message.headers()));
      }
    }
  }
}

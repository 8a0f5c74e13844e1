package io.taskflow.testkit.simulation.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * One connection of a process to the broker. When the line is cut nothing passes any more; each
 * side notices that in its own time.
 */
final class Connection {

  private final SimulatedBroker broker;
  private final SimulatedTransport transport;
  private final List<Subscription> subscriptions = new ArrayList<>();

  /** What came while the broker took no messages. */
  private final List<Runnable> heldUp = new ArrayList<>();

  private boolean passes = true;

  Connection(SimulatedBroker broker, SimulatedTransport transport) {
    this.broker = broker;
    this.transport = transport;
  }

  SimulatedBroker broker() {
    return broker;
  }

  SimulatedTransport transport() {
    return transport;
  }

  boolean passes() {
    return passes;
  }

  void cut() {
    passes = false;
    heldUp.clear();
  }

  void add(Subscription subscription) {
    subscriptions.add(subscription);
  }

  void remove(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  /** The broker takes it now, or when it takes messages again. */
  void whenTaking(Runnable publishing) {
    if (broker.blocked() || !heldUp.isEmpty()) {
      heldUp.add(publishing);
    } else {
      publishing.run();
    }
  }

  void takeHeldUp() {
    List<Runnable> taken = List.copyOf(heldUp);
    heldUp.clear();
    taken.forEach(Runnable::run);
  }

  /** The broker has noticed that the line is cut. */
  void gone() {
    cut();
    broker.removeOwnedBy(this);
    List.copyOf(subscriptions).forEach(Subscription::end);
    subscriptions.clear();
  }
}

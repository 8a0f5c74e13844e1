package io.taskflow.testkit.simulation.broker;

import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.testkit.simulation.world.Fault;
import io.taskflow.testkit.simulation.world.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue at the broker, and who takes from it in turn. */
final class SimulatedQueue {

  private final World world;
  private final Declaration.Queue declaration;
  private final @Nullable Connection owner;
  private final TreeMap<Long, Stored> ready = new TreeMap<>();
  private final Deque<Subscription> subscriptions = new ArrayDeque<>();
  private long nextPosition;

  /**
   * @param owner the only connection that may use it; null for all
   */
  SimulatedQueue(World world, Declaration.Queue declaration, @Nullable Connection owner) {
    this.world = world;
    this.declaration = declaration;
    this.owner = owner;
  }

  Declaration.Queue declaration() {
    return declaration;
  }

  String name() {
    return declaration.name();
  }

  @Nullable Connection owner() {
    return owner;
  }

  boolean counts() {
    return declaration.kind() == QueueKind.QUORUM;
  }

  List<Subscription> subscriptions() {
    return List.copyOf(subscriptions);
  }

  int waiting() {
    return ready.size();
  }

  /** Drops what waits. */
  void purge() {
    ready.clear();
  }

  void add(OutgoingMessage message) {
    ready.put(nextPosition, new Stored(message, nextPosition++, 0));
    dispatch();
  }

  void attach(Subscription subscription) {
    subscriptions.add(subscription);
    dispatch();
  }

  void detach(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  /**
   * Takes messages back: to their places, or, as some brokers do, to the end.
   *
   * @return those that were given back too often
   */
  List<Stored> giveBack(Collection<Stored> messages) {
    List<Stored> dead = new ArrayList<>();
    boolean toTheEnd = !messages.isEmpty() && world.strikes(Fault.REORDERED_REDELIVERY, 3);
    Integer limit = declaration.deliveryLimit();
    for (Stored stored : messages) {
      Stored back = stored.returned();
      if (limit != null && back.returns() > limit) {
        dead.add(back);
      } else if (toTheEnd) {
        ready.put(nextPosition, new Stored(back.message(), nextPosition++, back.returns()));
      } else {
        ready.put(back.position(), back);
      }
    }
    dispatch();
    return dead;
  }

  void dispatch() {
    while (!ready.isEmpty()) {
      Subscription next = nextWithCredit();
      if (next == null) {
        return;
      }
      next.deliver(ready.pollFirstEntry().getValue());
    }
  }

  private @Nullable Subscription nextWithCredit() {
    for (int i = subscriptions.size(); i > 0; i--) {
      Subscription subscription = subscriptions.remove();
      subscriptions.add(subscription);
      if (subscription.hasCredit()) {
        return subscription;
      }
    }
    return null;
  }
}

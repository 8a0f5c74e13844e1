package io.taskflow.testkit.simulation.broker;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.PublisherClosedException;
import io.taskflow.testkit.simulation.world.Fault;
import io.taskflow.testkit.simulation.world.World;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Publishes on a channel of its own, and keeps what is not confirmed for the next connection. */
final class SimulatedPublisher implements Publisher {

  private static final int REFUSED_ONE_IN = 300;
  private static final int LATE_ONE_IN = 100;

  private static final class Handed {
    private final OutgoingMessage message;
    private final OutcomeListener listener;
    private boolean sent;

    Handed(OutgoingMessage message, OutcomeListener listener) {
      this.message = message;
      this.listener = listener;
    }
  }

  /** A channel of one connection. */
  private record Channel(Connection connection, Wire toBroker, Wire toProcess) {}

  private final SimulatedTransport transport;
  private final World world;
  private final Map<Long, Handed> unconfirmed = new LinkedHashMap<>();
  private @Nullable Channel channel;
  private long nextNumber;
  private boolean closed;

  SimulatedPublisher(SimulatedTransport transport) {
    this.transport = transport;
    this.world = transport.broker().world();
  }

  void connected(Connection connection) {
    Channel made =
        new Channel(connection, new Wire(world, connection), new Wire(world, connection));
    channel = made;
    unconfirmed.values().removeIf(handed -> !handed.listener.isWanted());
    unconfirmed.forEach(
        (number, handed) -> {
          if (handed.sent) {
            handed.listener.again();
          }
          send(made, number, handed);
        });
  }

  @Override
  public void publish(OutgoingMessage message, OutcomeListener listener) {
    transport.process().touch();
    if (closed) {
      throw new PublisherClosedException("of a simulated process");
    }
    transport.broker().watch().published(transport.process(), message);
    long number = nextNumber++;
    Handed handed = new Handed(message, listener);
    unconfirmed.put(number, handed);
    Channel current = channel;
    if (current != null && current.connection() == transport.connection()) {
      send(current, number, handed);
    }
  }

  private void send(Channel on, long number, Handed handed) {
    handed.sent = true;
    on.toBroker().send(() -> on.connection().whenTaking(() -> arrived(on, number, handed.message)));
  }

  private void arrived(Channel on, long number, OutgoingMessage message) {
    PublishOutcome outcome;
    if (world.strikes(Fault.MESSAGE_REFUSED, REFUSED_ONE_IN)) {
      outcome = PublishOutcome.REFUSED;
      transport.broker().watch().refused(message);
    } else {
      outcome = transport.broker().publish(message);
      if (outcome == PublishOutcome.CONFIRMED
          && world.strikes(Fault.MESSAGE_REFUSED_AND_TAKEN, REFUSED_ONE_IN)) {
        outcome = PublishOutcome.REFUSED;
      }
    }
    PublishOutcome told = outcome;
    Duration late =
        world.strikes(Fault.LATE_CONFIRM, LATE_ONE_IN)
            ? world.chance().millis(50, 3_000)
            : Duration.ZERO;
    on.toProcess().send(late, () -> transport.process().hand(() -> confirmed(number, told)));
  }

  private void confirmed(long number, PublishOutcome outcome) {
    @Nullable Handed handed = closed ? null : unconfirmed.remove(number);
    if (handed != null) {
      handed.listener.outcome(outcome);
    }
  }

  @Override
  public int pending() {
    return unconfirmed.size();
  }

  @Override
  public void close() {
    closed = true;
    unconfirmed.clear();
    transport.forget(this);
  }
}

package io.taskflow.testkit.simulation.broker;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.testkit.simulation.world.Process;

/** Sees what passes through the broker. */
public interface BrokerWatch {

  /** A process hands a message over to be published. */
  void published(Process by, OutgoingMessage message);

  /** The broker has a message; it may not have confirmed it yet. */
  void taken(OutgoingMessage message);

  /** The broker refuses a message. */
  void refused(OutgoingMessage message);

  /** There is no queue for a message. */
  void returned(OutgoingMessage message);

  /** A process acknowledges a message that it was given. */
  void acknowledged(Process by, String queue, OutgoingMessage message);
}

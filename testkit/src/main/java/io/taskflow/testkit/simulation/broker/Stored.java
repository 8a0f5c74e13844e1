package io.taskflow.testkit.simulation.broker;

import io.taskflow.protocol.transport.OutgoingMessage;

/**
 * A message in a queue.
 *
 * @param message what was published
 * @param position its place in the queue
 * @param returns how often it was given back
 */
record Stored(OutgoingMessage message, long position, int returns) {

  Stored returned() {
    return new Stored(message, position, returns + 1);
  }
}

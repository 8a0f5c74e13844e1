package io.taskflow.protocol.transport;

/** What the broker said about a published message. */
public enum PublishOutcome {
  /** The broker has it, safely if it is persistent and its queue durable. */
  CONFIRMED,
  /** It was mandatory, and no queue is bound for its routing key; the broker doesn't have it. */
  RETURNED,
  /** The broker refused it, for instance because the queue is full; it doesn't have it. */
  REFUSED
}

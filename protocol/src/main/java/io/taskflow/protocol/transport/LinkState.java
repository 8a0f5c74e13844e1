package io.taskflow.protocol.transport;

/** What a {@link Transport} can do at a moment. */
public enum LinkState {
  /** Not connected for now; it is trying. */
  DOWN,
  /** Connected, but the broker takes no messages, for instance because its disk is full. */
  BLOCKED,
  /** Publishing and consuming work. */
  UP,
  /** Closed for good. */
  CLOSED
}

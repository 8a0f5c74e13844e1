package io.taskflow.testkit.network;

/** One of the two directions of a connection through a {@link TcpProxy}. */
public enum Direction {
  /** What the client sends. */
  TO_SERVER,
  /** What the server sends. */
  TO_CLIENT
}

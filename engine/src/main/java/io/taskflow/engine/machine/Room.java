package io.taskflow.engine.machine;

/**
 * How many more requests may be sent. It must answer the same as long as one command is decided.
 */
@FunctionalInterface
public interface Room {

  /** For any number of requests. */
  Room UNLIMITED = topic -> Integer.MAX_VALUE;

  /** How many more requests of a topic may be sent, in addition to those that are out now. */
  int of(String topic);
}

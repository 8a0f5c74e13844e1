package io.taskflow.protocol.transport;

/**
 * How a queue stood at a moment.
 *
 * @param waiting how many messages waited for a consumer to take them
 * @param consumers how many there were; a queue whose leader is away shows none, and nothing
 *     waiting, whatever is in it
 */
public record QueueDepth(int waiting, int consumers) {

  /** Whether all that was in it has been taken by somebody. */
  public boolean taken() {
    return waiting == 0 && consumers > 0;
  }
}

package io.taskflow.protocol.transport;

/** Is told when a transport's state has changed. */
@FunctionalInterface
public interface LinkStateListener {

  /**
   * Must return quickly and not throw.
   *
   * @param reason why, for people
   */
  void changed(LinkState state, String reason);
}

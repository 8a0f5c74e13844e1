package io.taskflow.protocol.transport;

/** Is told when a queue was found to be gone. */
@FunctionalInterface
public interface QueueLossListener {

  /**
   * The queue was gone; what was in it is lost. It has been declared anew if it had been declared
   * here. Must return quickly and not throw.
   */
  void lost(String queue);
}

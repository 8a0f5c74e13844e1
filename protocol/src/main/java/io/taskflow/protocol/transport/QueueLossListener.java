package io.taskflow.protocol.transport;

/** Is told when a queue was found to be gone. */
@FunctionalInterface
public interface QueueLossListener {

  /**
   * The queue, which had been declared, was gone and has been declared anew; what was in it is
   * lost. Must return quickly and not throw.
   */
  void lost(String queue);
}

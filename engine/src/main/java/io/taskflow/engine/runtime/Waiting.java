package io.taskflow.engine.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for a partition's loop on behalf of a caller. */
final class Waiting {

  private Waiting() {}

  /**
   * Returns when it is done; throws what it failed with.
   *
   * @throws IllegalStateException if the thread is interrupted, and stays so; what was asked for
   *     may be done all the same
   */
  static void on(CompletableFuture<Void> done) {
    try {
      done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while waiting for the flow's owner; whether the request was stored is"
              + " unknown: ask for the flow",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the flow's owner failed", e.getCause());
    }
  }
}

package io.taskflow.engine.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for a partition's loop on behalf of a caller. */
final class Waiting {

  private Waiting() {}

  /** Returns when it is done; throws what it failed with. */
  static void on(CompletableFuture<Void> done) {
    try {
      done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}

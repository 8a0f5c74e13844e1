package io.taskflow.controller.dev;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Something that is being opened on a thread of its own. Closing it waits until it is open, and
 * closes that. Thread-safe.
 *
 * @param <T> what it is
 */
final class Background<T extends AutoCloseable> implements AutoCloseable {

  private final CompletableFuture<T> opened = new CompletableFuture<>();
  private volatile Duration took = Duration.ZERO;

  private Background() {}

  /** Begins to open it. */
  static <T extends AutoCloseable> Background<T> open(String name, Supplier<T> opener) {
    Background<T> background = new Background<>();
    Thread.ofPlatform().name(name).start(() -> background.run(opener));
    return background;
  }

  private void run(Supplier<T> opener) {
    long began = System.nanoTime();
    try {
      T resource = opener.get();
      took = Duration.ofNanos(System.nanoTime() - began);
      opened.complete(resource);
    } catch (Throwable e) {
      opened.completeExceptionally(e);
    }
  }

  /** Waits until it is open; throws what opening it threw. */
  T await() {
    try {
      return opened.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** How long it took; nothing as long as it is not open. */
  Duration took() {
    return took;
  }

  @Override
  public void close() throws Exception {
    T resource;
    try {
      resource = opened.join();
    } catch (CompletionException e) {
      return; // It was not opened, and whoever waited for it knows why.
    }
    resource.close();
  }
}

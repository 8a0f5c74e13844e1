package io.taskflow.engine.runtime;

import io.taskflow.protocol.AttemptToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests of which the broker has not said yet whether it has them: as long as that is so, they
 * may be published once more. Thread-safe.
 */
final class Unconfirmed {

  private static final class Sendings {
    private int count;
    private final List<Runnable> then = new ArrayList<>();
  }

  private final Map<AttemptToken, Sendings> sendings = new HashMap<>();

  synchronized boolean contains(AttemptToken request) {
    return sendings.containsKey(request);
  }

  /** A request is handed to the transport. */
  synchronized void sent(AttemptToken request) {
    sendings.computeIfAbsent(request, token -> new Sendings()).count++;
  }

  /** What became of a request that was handed over is known, and the transport has it no more. */
  void told(AttemptToken request) {
    ended(request).forEach(Runnable::run);
  }

  private synchronized List<Runnable> ended(AttemptToken request) {
    Sendings its = sendings.get(request);
    if (its == null || --its.count > 0) {
      return List.of();
    }
    sendings.remove(request);
    return its.then;
  }

  /**
   * Runs an action when it is known what became of the request.
   *
   * @return false if it is known, and nothing will be run
   */
  synchronized boolean whenTold(AttemptToken request, Runnable action) {
    Sendings its = sendings.get(request);
    if (its != null) {
      its.then.add(action);
    }
    return its != null;
  }
}

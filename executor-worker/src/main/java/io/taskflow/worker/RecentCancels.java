package io.taskflow.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Attempts that were cancelled before their request came to this worker, by token, with the reason:
 * the cancellation may overtake the request, which waits in its queue. Bounded; the oldest go
 * first. Owned by the worker's loop.
 */
final class RecentCancels {

  private final int max;
  private final Map<String, String> reasons = new LinkedHashMap<>();

  RecentCancels(int max) {
    this.max = max;
  }

  void add(String token, String reason) {
    reasons.put(token, reason);
    if (reasons.size() > max) {
      reasons.remove(reasons.keySet().iterator().next());
    }
  }

  /** Why the attempt is not wanted; empty if it is. */
  Optional<String> take(String token) {
    return Optional.ofNullable(reasons.remove(token));
  }
}

package io.taskflow.worker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for a free slot, in the order of their arrival. Owned by the worker's loop;
 * {@link #size} may be read by any thread.
 */
final class Backlog {

  private final Map<String, Attempt> waiting = new LinkedHashMap<>();
  private final AtomicInteger size = new AtomicInteger();

  int size() {
    return size.get();
  }

  void add(Attempt attempt) {
    waiting.put(attempt.token(), attempt);
    size.set(waiting.size());
  }

  Optional<Attempt> find(String token) {
    return Optional.ofNullable(waiting.get(token));
  }

  /** Takes out the one that has waited longest; null if none waits. */
  @Nullable Attempt poll() {
    return waiting.isEmpty() ? null : remove(waiting.keySet().iterator().next());
  }

  /** How long the one that came first has waited; nothing if none waits. */
  Duration oldest(long nowNanos) {
    return waiting.isEmpty() ? Duration.ZERO : waiting.values().iterator().next().age(nowNanos);
  }

  /** Takes out the attempt with that token; null if it doesn't wait. */
  @Nullable Attempt remove(String token) {
    Attempt removed = waiting.remove(token);
    size.set(waiting.size());
    return removed;
  }

  /** Takes out those that came last, so that so many stay. */
  List<Attempt> removeBeyond(int limit) {
    Set<String> first =
        waiting.keySet().stream().limit(limit).collect(Collectors.toUnmodifiableSet());
    return removeIf(attempt -> !first.contains(attempt.token()));
  }

  /** Takes out those. */
  List<Attempt> removeIf(Predicate<Attempt> wanted) {
    List<Attempt> removed = waiting.values().stream().filter(wanted).toList();
    waiting.values().removeAll(removed);
    size.set(waiting.size());
    return removed;
  }
}

package io.taskflow.engine.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics whose queue was lost lately. Workers say it once, and an engine that starts hears it
 * before it owns any partition; so each partition that it takes over is told what was lost before.
 * Not for ever: what is sent again may run again. Thread-safe.
 */
final class LostTopics {

  /** More than anybody loses at once; those that were lost first are forgotten first. */
  static final int MOST = 1_000;

  private final long rememberNanos;
  private final Map<String, Long> lostAt = new LinkedHashMap<>();

  /**
   * @param rememberNanos for how long a loss is remembered
   */
  LostTopics(long rememberNanos) {
    this.rememberNanos = rememberNanos;
  }

  synchronized void add(String topic, long nowNanos) {
    lostAt.remove(topic);
    lostAt.put(topic, nowNanos);
    if (lostAt.size() > MOST) {
      lostAt.remove(lostAt.keySet().iterator().next());
    }
  }

  /** What is remembered, in the order of the losses. */
  synchronized List<String> at(long nowNanos) {
    lostAt.values().removeIf(then -> nowNanos - then > rememberNanos);
    return new ArrayList<>(lostAt.keySet());
  }
}

package io.taskflow.testkit.chaos;

import io.taskflow.engine.events.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber that outlives everything has heard: whether the notifications of each flow are
 * complete and in order. Guarded by its monitor.
 */
final class Heard implements Consumer<Notification> {

  private static final Set<String> ENDS = Set.of("success", "reverted", "failure", "suspended");

  private final Map<String, Long> last = new HashMap<>();
  private final Map<String, String> ends = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private Instant newest = Instant.EPOCH;
  private long count;

  @Override
  public synchronized void accept(Notification notification) {
    String flow = notification.flow().value();
    long expected = last.getOrDefault(flow, 0L) + 1;
    count++;
    if (notification.sequence() != expected) {
      problems.add(
          "flow %s: notification %d came when %d was expected"
              .formatted(flow, notification.sequence(), expected));
    }
    if (ends.containsKey(flow)) {
      problems.add(
          "flow %s: notification %d came after its end".formatted(flow, notification.sequence()));
    }
    last.put(flow, Math.max(expected - 1, notification.sequence()));
    if (notification.time().isAfter(newest)) {
      newest = notification.time();
    }
    String state = notification.state();
    if (notification.task() == null && state != null && ENDS.contains(state)) {
      ends.put(flow, state);
    }
  }

  /** How a flow has ended; null if that was not heard. */
  synchronized @Nullable String end(String flow) {
    return ends.get(flow);
  }

  /** The highest number that was heard of a flow; 0 for none. */
  synchronized long lastOf(String flow) {
    return last.getOrDefault(flow, 0L);
  }

  /** When the latest of all that was heard happened. */
  synchronized Instant newest() {
    return newest;
  }

  synchronized long count() {
    return count;
  }

  /** What was missing or out of order. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }
}

package io.taskflow.engine.runtime;

import io.taskflow.protocol.transport.QueueDepth;
import io.taskflow.protocol.transport.Transport;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How queues stood when the broker was asked last. It is asked beside everything else, one question
 * after the other: a broker that does not answer must not stop those who want to know. Thread-safe.
 */
final class QueueDepths {

  private static final Logger LOG = LoggerFactory.getLogger(QueueDepths.class);

  private final Drive drive;
  private final Transport transport;
  private final Map<String, Seen> seen = new HashMap<>();
  private final SequencedSet<String> asked = new LinkedHashSet<>();
  private boolean asking;

  QueueDepths(Drive drive, Transport transport) {
    this.drive = drive;
    this.transport = transport;
  }

  /**
   * What the broker said.
   *
   * @param askedAt since then, at the latest, it has been so, or became so
   */
  record Seen(Instant askedAt, QueueDepth depth) {}

  /** The last answer; null if there is none yet. */
  synchronized @Nullable Seen last(String queue) {
    return seen.get(queue);
  }

  /** Has the broker asked soon, unless that is to be done already. Does not wait. */
  synchronized void ask(String queue) {
    asked.add(queue);
    if (!asking) {
      asking = true;
      drive.aside(this::askAll);
    }
  }

  private void askAll() {
    for (String queue = next(); queue != null; queue = next()) {
      Instant now = drive.instant();
      try {
        note(queue, transport.depth(queue).map(depth -> new Seen(now, depth)).orElse(null));
      } catch (RuntimeException e) {
        LOG.debug("the broker can't be asked after queue {}", queue, e);
        note(queue, null);
      }
    }
  }

  private synchronized @Nullable String next() {
    asking = !asked.isEmpty();
    return asking ? asked.removeFirst() : null;
  }

  /** What can't be seen any more is not known any more. */
  private synchronized void note(String queue, @Nullable Seen now) {
    if (now == null) {
      seen.remove(queue);
    } else {
      seen.put(queue, now);
    }
  }
}

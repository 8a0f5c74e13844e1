package io.taskflow.engine.events;

import io.taskflow.protocol.FlowId;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which notifications a subscriber has handled, each by its number: the highest number alone would
 * not tell whether a lower one that comes late was handled. The least recently used flows are
 * forgotten when there are too many. Owned by the thread of the subscriber's consumer.
 */
final class HandledNotifications {

  /** How much is remembered: one word of 8 bytes holds 64 numbers of a flow. */
  private static final long MAX_WORDS = 2_000_000;

  /** What a flow costs beside its numbers. */
  private static final int WORDS_OF_FLOW = 16;

  /** Higher numbers are not remembered; no flow has so many events. */
  private static final long MAX_NUMBER = 100_000_000;

  private final long maxWords;
  private final Map<FlowId, BitSet> handled = new LinkedHashMap<>(16, 0.75f, true);
  private long words;

  HandledNotifications() {
    this(MAX_WORDS);
  }

  HandledNotifications(long maxWords) {
    this.maxWords = maxWords;
  }

  boolean contains(Notification notification) {
    BitSet numbers = handled.get(notification.flow());
    return numbers != null
        && notification.sequence() <= MAX_NUMBER
        && numbers.get((int) notification.sequence());
  }

  void add(Notification notification) {
    if (notification.sequence() > MAX_NUMBER) {
      return;
    }
    BitSet numbers = handled.get(notification.flow());
    if (numbers == null) {
      numbers = new BitSet();
      handled.put(notification.flow(), numbers);
      words += WORDS_OF_FLOW;
    }
    int before = numbers.size() / Long.SIZE;
    numbers.set((int) notification.sequence());
    words += numbers.size() / Long.SIZE - before;
    forget(notification.flow());
  }

  private void forget(FlowId current) {
    Iterator<Map.Entry<FlowId, BitSet>> eldest = handled.entrySet().iterator();
    while (words > maxWords && eldest.hasNext()) {
      Map.Entry<FlowId, BitSet> entry = eldest.next();
      if (!entry.getKey().equals(current)) {
        words -= WORDS_OF_FLOW + entry.getValue().size() / Long.SIZE;
        eldest.remove();
      }
    }
  }
}

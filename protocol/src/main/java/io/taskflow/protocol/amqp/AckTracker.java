package io.taskflow.protocol.amqp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Turns the acknowledgements of a channel's deliveries into as few frames as possible. The broker
 * numbers a channel's deliveries 1, 2, 3, …; one frame can acknowledge all up to a number. Not
 * thread-safe: belongs to the consumer.
 */
final class AckTracker {

  /** A frame to be sent. */
  sealed interface Frame {}

  /** Acknowledges one delivery, or also all before it. */
  record Ack(long tag, boolean multiple) implements Frame {}

  /** Gives one delivery back. */
  record Requeue(long tag) implements Frame {}

  // Bit i stands for delivery firstOpen + i: acknowledged or given back.
  private BitSet settled = new BitSet();
  private long firstOpen = 1;
  private final List<Long> acknowledged = new ArrayList<>();
  private final List<Long> requeued = new ArrayList<>();

  void acknowledge(long tag) {
    settled.set(index(tag));
    acknowledged.add(tag);
  }

  void requeue(long tag) {
    settled.set(index(tag));
    requeued.add(tag);
  }

  /**
   * The frames for everything settled since the last call. What is given back comes first, so that
   * no acknowledgement includes it.
   */
  List<Frame> takeFrames() {
    List<Frame> frames = new ArrayList<>();
    requeued.forEach(tag -> frames.add(new Requeue(tag)));
    long nextOpen = firstOpen + settled.nextClearBit(0);
    long upTo = 0;
    int covered = 0;
    for (long tag : acknowledged) {
      if (tag < nextOpen) {
        upTo = Math.max(upTo, tag);
        covered++;
      } else {
        frames.add(new Ack(tag, false));
      }
    }
    if (covered > 0) {
      frames.add(new Ack(upTo, covered > 1));
    }
    settled = settled.get((int) (nextOpen - firstOpen), settled.length());
    firstOpen = nextOpen;
    acknowledged.clear();
    requeued.clear();
    return frames;
  }

  private int index(long tag) {
    return Math.toIntExact(tag - firstOpen);
  }
}

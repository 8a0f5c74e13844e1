package io.taskflow.engine.runtime;

import io.taskflow.engine.runtime.Plans.Compiled;
import io.taskflow.flow.Flow;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the flows that were submitted lately have been compiled to, found by the objects themselves:
 * whoever submits the same one again does not have it written, hashed and looked up once more. The
 * last few are kept. Thread-safe.
 */
final class RecentFlows {

  /** A power of two. */
  private static final int SLOTS = 16;

  private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);

  /**
   * @param stored the names of the values that it was checked against
   */
  private record Slot(Flow flow, Set<String> stored, Compiled compiled) {}

  /** What this very object, with values of these names, was compiled to; null if not known. */
  @Nullable Compiled find(Flow flow, Set<String> stored) {
    Slot slot = slots.get(slotOf(flow));
    return slot != null && slot.flow() == flow && slot.stored().equals(stored)
        ? slot.compiled()
        : null;
  }

  /** Takes the place of what was remembered there. */
  Compiled remember(Flow flow, Set<String> stored, Compiled compiled) {
    slots.set(slotOf(flow), new Slot(flow, Set.copyOf(stored), compiled));
    return compiled;
  }

  private static int slotOf(Flow flow) {
    return System.identityHashCode(flow) & (SLOTS - 1);
  }
}

package io.taskflow.testkit.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Which faults happen, in which order, for how long: the same for the same seed. Every kind comes
 * once before any comes again, those of killed processes more often. Not thread-safe.
 */
final class FaultPlan {

  private static final List<FaultKind> MORE_OFTEN =
      List.of(FaultKind.ENGINE_KILLED, FaultKind.WORKER_KILLED, FaultKind.WORKER_KILLED);

  private final Random random;
  private final Deque<FaultKind> deck = new ArrayDeque<>();

  FaultPlan(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A fault.
   *
   * @param after how long after the one before it
   * @param kind what happens
   * @param target which of several engines or workers it hits: this number modulo their number
   * @param hold how long it lasts
   */
  record Planned(Duration after, FaultKind kind, int target, Duration hold) {}

  Planned next() {
    if (deck.isEmpty()) {
      List<FaultKind> kinds = new ArrayList<>(List.of(FaultKind.values()));
      kinds.addAll(MORE_OFTEN);
      Collections.shuffle(kinds, random);
      deck.addAll(kinds);
    }
    return new Planned(
        Duration.ofMillis(1_500 + random.nextInt(4_000)),
        deck.removeFirst(),
        random.nextInt(1_000),
        Duration.ofMillis(200 + random.nextInt(6_000)));
  }
}

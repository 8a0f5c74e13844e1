package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.vector.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What workers have in hand: requests that wait, and outcomes that nobody has heard of. Which of
 * them moves next is up to chance; without chance it is always the oldest, which is reported at
 * once. Not thread-safe.
 */
final class Requests {

  /**
   * A request.
   *
   * @param task name of the task
   * @param action execute or revert
   * @param token of the attempt
   * @param arguments what was looked up
   * @param result what execute gave, for a revert
   * @param failures those of the flow, for a revert
   * @param current those that were current by the events alone
   */
  record Request(
      String task,
      Action action,
      AttemptToken token,
      SortedMap<String, Json> arguments,
      Json result,
      Map<String, Json> failures,
      SortedMap<String, Json> current) {}

  /** A request that was carried out. */
  record Done(Request request, Outcome outcome) {}

  private final @Nullable RandomGenerator random;
  private final List<Request> waiting = new ArrayList<>();
  private final List<Done> unreported = new ArrayList<>();

  Requests(@Nullable RandomGenerator random) {
    this.random = random;
  }

  void add(Request request) {
    waiting.add(request);
  }

  boolean isEmpty() {
    return waiting.isEmpty() && unreported.isEmpty();
  }

  /** Takes a request that is to be carried out now; null if something is to be reported first. */
  @Nullable Request nextToRun() {
    if (waiting.isEmpty()) {
      return null;
    }
    if (random == null) {
      return unreported.isEmpty() ? waiting.removeFirst() : null;
    }
    int pick = random.nextInt(waiting.size() + unreported.size());
    return pick < waiting.size() ? waiting.remove(pick) : null;
  }

  void done(Request request, Outcome outcome) {
    unreported.add(new Done(request, outcome));
  }

  /** Takes something to report. */
  Done nextToReport() {
    return unreported.remove(random == null ? 0 : random.nextInt(unreported.size()));
  }

  /**
   * Gives up everything: nobody will be told.
   *
   * @return those requests that were waiting and are carried out all the same
   */
  List<Request> abandon() {
    List<Request> still = new ArrayList<>();
    for (Request request : waiting) {
      if (random != null && random.nextBoolean()) {
        still.add(request);
      }
    }
    waiting.clear();
    unreported.clear();
    return still;
  }
}

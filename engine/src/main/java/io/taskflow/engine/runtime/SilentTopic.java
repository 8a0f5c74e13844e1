package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.protocol.AttemptToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For how long nothing was heard of the requests of a topic, and whether they can't be waiting for
 * a worker: a <em>round</em> finds nothing in the queue, and after that each worker with a free
 * slot. What was out before a round is begun when it is over, if it is not lost. A request is lost
 * if nothing was heard of it from one round on for as long as it may run unheard, and then another
 * round has found that it does not wait again. Owned by the partition's loop.
 */
final class SilentTopic {

  /** Patience is doubled at most so many times. */
  private static final int MOST_DOUBLINGS = 6;

  /**
   * A request that is out.
   *
   * @param attempt what was heard of it last
   * @param since for at least so long nothing else was heard
   * @param begun when it was begun by somebody, at the latest; null if that is not known
   * @param nowhere whether it can be at no place any more
   * @param copies how often it was sent again since then
   */
  private record Silence(
      OpenAttempt attempt, Instant since, @Nullable Instant begun, boolean nowhere, int copies) {

    Silence begun(Instant at) {
      return new Silence(attempt, since, at, false, copies);
    }

    Silence gone() {
      return new Silence(attempt, since, begun, true, copies);
    }

    Silence sentAgain(Instant at) {
      return new Silence(attempt, at, null, false, copies + 1);
    }

    Instant over(Instant from, Duration patience) {
      return from.plus(patience.multipliedBy(1L << Math.min(copies, MOST_DOUBLINGS)));
    }
  }

  private final String topic;
  private final LiveWorkers workers;
  private Map<AttemptToken, Silence> silences = new HashMap<>();

  /** When this round found the queue empty; null if it has not. */
  private @Nullable Instant emptyAt;

  private @Nullable Instant leftAt;

  SilentTopic(String topic, LiveWorkers workers) {
    this.topic = topic;
    this.workers = workers;
  }

  /**
   * Looks at the requests of the topic that are out now.
   *
   * @param queue how their queue stood lately; null if that is not known
   * @param patience for how long a request may be silent that somebody has, apart from the
   *     heartbeat of its task
   * @return those that nobody can have any more
   */
  List<Flight.Out> look(
      Collection<Flight.Out> out,
      QueueDepths.@Nullable Seen queue,
      Instant now,
      Duration patience) {
    Instant round = round(queue);
    Set<String> live = workers.names();
    Map<AttemptToken, Silence> still = new HashMap<>();
    List<Flight.Out> lost = new ArrayList<>();
    for (Flight.Out request : out) {
      Duration heartbeat = request.task().timeouts().heartbeat();
      Duration its = heartbeat == null ? patience : patience.plus(heartbeat);
      Silence silence = after(silence(request.attempt(), now), round, now, its, live);
      still.put(request.attempt().token(), silence);
      if (silence.nowhere()) {
        lost.add(request);
      }
    }
    silences = still;
    return lost;
  }

  /** A request was sent again: it may wait anywhere. */
  void sentAgain(AttemptToken token, Instant now) {
    silences.computeIfPresent(token, (its, was) -> was.sentAgain(now));
  }

  /** When the round began that is over now; null if none is. What a worker had that left waits. */
  private @Nullable Instant round(QueueDepths.@Nullable Seen queue) {
    Instant left = workers.leftAt(topic);
    if (left != null && !left.equals(leftAt)) {
      leftAt = left;
      emptyAt = null;
    }
    if (emptyAt == null && queue != null && queue.depth().taken()) {
      emptyAt = leftAt == null || queue.askedAt().isAfter(leftAt) ? queue.askedAt() : null;
    }
    if (emptyAt == null || !workers.allWereFreeSince(topic, emptyAt)) {
      return null;
    }
    Instant began = emptyAt;
    emptyAt = null;
    return began;
  }

  /** As long as nothing new was heard, the same. */
  private Silence silence(OpenAttempt attempt, Instant now) {
    Silence known = silences.get(attempt.token());
    return known != null && known.attempt().equals(attempt)
        ? known
        : new Silence(attempt, now, null, false, 0);
  }

  /** What follows from one more look. */
  private Silence after(
      Silence silence, @Nullable Instant round, Instant now, Duration patience, Set<String> live) {
    OpenAttempt attempt = silence.attempt();
    String worker = attempt.worker();
    Instant begun = silence.begun();
    boolean nowhere;
    if (attempt.held() && silence.copies() == 0 && worker != null && live.contains(worker)) {
      nowhere =
          !now.isBefore(silence.over(silence.since(), patience))
              && !workers.mayRunUnheard(worker, silence.since());
    } else if (begun == null) {
      return round != null && !silence.since().isAfter(round) ? silence.begun(now) : silence;
    } else {
      nowhere = round != null && !round.isBefore(silence.over(begun, patience));
    }
    return nowhere ? silence.gone() : silence;
  }
}

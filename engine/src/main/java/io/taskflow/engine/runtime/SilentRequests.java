package io.taskflow.engine.runtime;

import io.taskflow.protocol.transport.LinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds requests that nobody has any more, though no broker tells so: somebody has purged their
 * queue, or the inbox with their answers. A worker has taken them long ago, if there was anything
 * to take; whoever runs one would have been heard of; and nothing waits in the inbox. Owned by the
 * partition's loop.
 */
final class SilentRequests {

  /** Looks until a request is taken for lost. */
  private static final int LOOKS = 12;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** So many are found at once, so that a turn stays short; the others are at the next look. */
  private static final int MOST = 100;

  private final EngineContext context;
  private final Flight flight;
  private final Outbox outbox;
  private final String inbox;
  private final BooleanSupplier allDecided;
  private final Map<String, SilentTopic> topics = new HashMap<>();
  private @Nullable Instant last;

  /**
   * Of a partition.
   *
   * @param allDecided whether all that has arrived from the inbox is decided
   */
  SilentRequests(
      EngineContext context,
      Flight flight,
      Outbox outbox,
      int partition,
      BooleanSupplier allDecided) {
    this.allDecided = allDecided;
    this.context = context;
    this.flight = flight;
    this.outbox = outbox;
    this.inbox = context.topology().inboxQueue(partition);
  }

  /** Those that are found now; none most of the time. */
  List<Flight.Out> look() {
    Instant now = context.now();
    Duration pause = pause();
    if (last != null && now.isBefore(last.plus(pause))) {
      return List.of();
    }
    forgetIfBlind(now, pause);
    last = now;
    Map<String, Collection<Flight.Out>> out = flight.outByTopic();
    topics.keySet().retainAll(out.keySet());
    List<Flight.Out> found = new ArrayList<>();
    out.forEach((topic, requests) -> found.addAll(look(topic, requests, now)));
    boolean answersWait = !found.isEmpty() && !inboxWasEmpty(now, pause);
    return answersWait ? List.of() : found.subList(0, Math.min(found.size(), MOST));
  }

  /** One that was found is sent again, or has failed. */
  void dealtWith(Flight.Out request) {
    SilentTopic topic = topics.get(request.task().topic());
    if (topic != null) {
      topic.sentAgain(request.attempt().token(), context.now());
    }
  }

  private Duration pause() {
    Duration pause = context.bounds().lostAfter().dividedBy(LOOKS);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** Who could not hear for a while can't say that nothing was to be heard. */
  private void forgetIfBlind(Instant now, Duration pause) {
    boolean stoodStill = last != null && now.isAfter(last.plus(pause.multipliedBy(LOOKS / 2)));
    if (stoodStill
        || context.transport().state() != LinkState.UP
        || context.workers().listening().compareTo(pause) < 0) {
      topics.clear();
    }
  }

  private List<Flight.Out> look(String topic, Collection<Flight.Out> requests, Instant now) {
    List<Flight.Out> silent =
        requests.stream()
            .filter(out -> out.attempt().leasedUntil() == null)
            .filter(out -> !outbox.awaitsBroker(out.attempt().token()))
            .toList();
    if (silent.isEmpty()) {
      topics.remove(topic);
      return silent;
    }
    String queue = context.topology().tasksQueue(topic);
    QueueDepths.Seen seen = context.depths().last(queue);
    context.depths().ask(queue);
    Duration patience = context.bounds().lostAfter().plus(context.workers().unheard(topic));
    return topics
        .computeIfAbsent(topic, name -> new SilentTopic(name, context.workers()))
        .look(silent, seen, now, patience);
  }

  /** Asked when something is found, and answered by a later look: what it had sent has arrived. */
  private boolean inboxWasEmpty(Instant now, Duration pause) {
    QueueDepths.Seen seen = context.depths().last(inbox);
    if (seen == null || seen.askedAt().isBefore(now.minus(pause.multipliedBy(2)))) {
      context.depths().ask(inbox);
    }
    return seen != null
        && seen.depth().waiting() == 0
        // Another one would be that of a former owner who hangs, and has answers in hand.
        && seen.depth().consumers() == 1
        && !seen.askedAt().isAfter(now.minus(pause.dividedBy(2)))
        && seen.askedAt().isAfter(now.minus(pause.multipliedBy(4)))
        && allDecided.getAsBoolean();
  }
}

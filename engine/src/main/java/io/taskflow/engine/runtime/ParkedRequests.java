package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.Attention;
import io.taskflow.engine.machine.Command.AttemptsParked.Parked;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds requests that are out and that no live worker takes. That is stored with their flows once,
 * so that every engine can list them; who lists them leaves out those that are taken now. Owned by
 * the partition's loop.
 */
final class ParkedRequests {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** So many are found at once, so that a commit stays small. */
  private static final int MOST = 200;

  private final EngineContext context;
  private final Flight flight;
  private @Nullable Instant next;

  ParkedRequests(EngineContext context, Flight flight) {
    this.context = context;
    this.flight = flight;
  }

  /** What has not been stored yet of each flow; nothing most of the time. */
  Map<FlowId, List<Parked>> look() {
    Instant now = context.now();
    Map<FlowId, List<Parked>> found = new LinkedHashMap<>();
    Duration patience = context.bounds().parkedAfter();
    if (next != null && now.isBefore(next)) {
      return found;
    }
    next = now.plus(LOOK_EVERY);
    if (context.workers().listening().compareTo(patience) >= 0) {
      int left = MOST;
      for (Collection<Flight.Out> topic : flight.outByTopic().values()) {
        left = look(topic, now.minus(patience), left, found);
      }
    }
    return found;
  }

  private int look(
      Collection<Flight.Out> topic, Instant before, int most, Map<FlowId, List<Parked>> found) {
    int left = most;
    for (Flight.Out out : topic) {
      OpenAttempt attempt = out.attempt();
      if (left == 0) {
        break;
      }
      if (attempt.parked() == null && attempt.openedAt().isBefore(before)) {
        String why = context.workers().whyNobodyTakes(out.task(), attempt);
        if (why != null) {
          found
              .computeIfAbsent(out.flow(), flow -> new ArrayList<>())
              .add(new Parked(out.task().name(), attempt.token(), why));
          left--;
        }
      }
    }
    return left;
  }

  /** What of a flow a person should look at now. */
  static List<Attention> attention(FlowState state, LiveWorkers workers) {
    return Attention.of(state).stream()
        .filter(item -> !isTaken(state, item.atom(), workers))
        .toList();
  }

  private static boolean isTaken(FlowState state, String name, LiveWorkers workers) {
    int atom = state.plan().atom(name).orElseThrow();
    OpenAttempt open = state.atom(atom).open();
    return open != null
        && open.parked() != null
        && state.plan().atom(atom) instanceof TaskSpec task
        && workers.whyNobodyTakes(task, open) == null;
  }
}

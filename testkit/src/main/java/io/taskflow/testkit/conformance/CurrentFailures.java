package io.taskflow.testkit.conformance;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which failures are current, told from the events alone: an atom's failure is, until the atom is
 * to be executed anew. Not thread-safe.
 */
final class CurrentFailures {

  private final SortedMap<String, Json> now = new TreeMap<>();
  private final Map<String, SortedMap<String, Json>> atFact = new HashMap<>();

  /** Something happened. */
  void note(FlowEvent event) {
    switch (event) {
      case FlowEvent.TaskFailed e -> failed(e.task(), e.failure());
      case FlowEvent.RetryFailed e -> failed(e.retry(), e.failure());
      case FlowEvent.TaskSucceeded e -> now.remove(e.task());
      case FlowEvent.RetryExecuted e -> now.remove(e.retry());
      case FlowEvent.AttemptOpened e when e.action() == Action.EXECUTE -> now.remove(e.task());
      case FlowEvent.AtomsReset e -> now.keySet().removeAll(e.atoms());
      default -> {}
    }
  }

  private void failed(String atom, Failure failure) {
    now.put(atom, Rendering.failure(failure));
  }

  /** Those that are current now, by the name of the atom. */
  SortedMap<String, Json> now() {
    return new TreeMap<>(now);
  }

  /** Remembers what was current when a fact was made. */
  void keep(String path, SortedMap<String, Json> current) {
    atFact.put(path, current);
  }

  /** What was current when a fact was made; nothing if that was not kept. */
  SortedMap<String, Json> at(String path) {
    return atFact.getOrDefault(path, new TreeMap<>());
  }
}

package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.FactsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The results that deciders were called with. Calls of a decision count only once it is certain
 * that they were made: what a decision would have done after an engine vanished was never done.
 * Thread-safe.
 */
final class DeciderCalls {

  private record Made(String link, Json results) {}

  private final SortedMap<String, SortedSet<String>> distinct = new TreeMap<>();
  private final List<Made> pending = new ArrayList<>();

  synchronized void note(String link, Json results) {
    pending.add(new Made(link, results));
  }

  /** The calls since the last decision were made, if they are of links that are wanted. */
  synchronized void settle(Predicate<String> wanted) {
    for (Made made : pending) {
      if (wanted.test(made.link())) {
        distinct.computeIfAbsent(made.link(), l -> new TreeSet<>()).add(made.results().text());
      }
    }
    pending.clear();
  }

  /** Adds what is known to the facts. */
  synchronized void addTo(FactsBuilder facts) {
    for (Map.Entry<String, SortedSet<String>> entry : distinct.entrySet()) {
      Set<String> texts = entry.getValue();
      facts.put("deciders/" + entry.getKey(), texts.stream().map(Json::parse).toList());
    }
  }
}

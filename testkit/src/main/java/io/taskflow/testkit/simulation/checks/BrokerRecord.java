package io.taskflow.testkit.simulation.checks;

import io.taskflow.protocol.AttemptToken;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the broker has had so far. */
final class BrokerRecord {

  private final Map<AttemptToken, Integer> requests = new HashMap<>();
  private final Set<AttemptToken> answered = new HashSet<>();

  void request(AttemptToken token) {
    requests.merge(token, 1, Integer::sum);
  }

  boolean requested(AttemptToken token) {
    return requests.containsKey(token);
  }

  int requests(AttemptToken token) {
    return requests.getOrDefault(token, 0);
  }

  /** A worker has said something after which the request is not needed any more. */
  void answered(AttemptToken token) {
    answered.add(token);
  }

  boolean isAnswered(AttemptToken token) {
    return answered.contains(token);
  }
}

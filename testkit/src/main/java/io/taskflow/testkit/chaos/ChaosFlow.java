package io.taskflow.testkit.chaos;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import java.util.List;
import java.util.Set;

/**
 * A flow of a campaign, and what has to become of it.
 *
 * @param key under which it is submitted, as often as it takes
 * @param flow what is submitted
 * @param expected how it has to end
 * @param tasks whose effects have to be there if it succeeds, and none of which may be there if it
 *     is reverted
 * @param order pairs of which the first task has to have its first effect before the second one
 */
record ChaosFlow(String key, Flow flow, FlowStatus expected, Set<String> tasks, List<Order> order) {

  ChaosFlow {
    tasks = Set.copyOf(tasks);
    order = List.copyOf(order);
  }

  /** One task comes before another. */
  record Order(String first, String then) {}
}

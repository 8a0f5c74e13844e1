package io.taskflow.testkit.simulation.checks;

import io.taskflow.engine.machine.FlowState;

/** Whether two states of a flow are the same, though each has a plan of its own. */
final class SameState {

  private SameState() {}

  static boolean of(FlowState one, FlowState other) {
    return one.status() == other.status()
        && one.reason().equals(other.reason())
        && one.announced() == other.announced()
        && one.open() == other.open()
        && one.reverting() == other.reverting()
        && one.cancelling() == other.cancelling()
        && one.stopped() == other.stopped()
        && one.options().equals(other.options())
        && one.family().equals(other.family())
        && one.changedAt().equals(other.changedAt())
        && one.plan().atoms().equals(other.plan().atoms())
        && one.plan().atoms().stream().allMatch(node -> one.atom(node).equals(other.atom(node)));
  }
}

package io.taskflow.examples.quickstart;

import io.taskflow.engine.machine.FlowStatus;
import java.util.List;

/**
 * What came of one release.
 *
 * @param status how its flow ended
 * @param seconds how long that took
 * @param good whether all is as it should be
 * @param verdict what the check says, a line
 * @param problems what it found, if anything
 * @param lost what was done to a worker meanwhile; empty if nothing was
 */
record Act(
    FlowStatus status,
    double seconds,
    boolean good,
    String verdict,
    List<String> problems,
    String lost) {
  Act {
    problems = List.copyOf(problems);
  }
}

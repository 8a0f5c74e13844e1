package io.taskflow.testkit.conformance;

import io.taskflow.engine.machine.FlowState;
import io.taskflow.testkit.conformance.facts.Facts;

/**
 * What was seen of a run.
 *
 * @param facts in the terms of vectors
 * @param state at the very end
 * @param current which failures were current when somebody was told of failures
 */
record Seen(Facts facts, FlowState state, CurrentFailures current) {}

package io.taskflow.engine.listen;

import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;

/**
 * A flow as it stood just after a change. Immutable; keeping it keeps everything in the flow alive.
 *
 * @param plan what it is
 * @param state how it stood
 */
public record FlowSnapshot(FlowPlan plan, FlowState state) {}

package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.protocol.FlowId;

/**
 * Something happened to a flow and is durable.
 *
 * @param flow the flow
 * @param flowName its name
 * @param event what happened
 */
public record FlowChange(FlowId flow, String flowName, FlowEvent event) {}

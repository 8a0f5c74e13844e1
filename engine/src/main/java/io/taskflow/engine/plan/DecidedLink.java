package io.taskflow.engine.plan;

import io.taskflow.flow.Decider;

/**
 * A link with a decider.
 *
 * @param flow the entry of the graph flow
 * @param from the entry of the item that it leads from
 * @param to the entry of the item that it leads to
 */
record DecidedLink(int flow, int from, int to, Decider decider) {}

package io.taskflow.engine.plan;

import io.taskflow.engine.control.LinkCondition;
import io.taskflow.flow.Decider.Depth;

/**
 * A decider as an atom that it is asked for sees it: on a link that leads to the atom, or to a flow
 * that begins with it.
 *
 * @param from name of the item that the link leads from
 * @param to name of the item that the link leads to
 * @param source the atom that the link leads from; {@link FlowPlan#NONE} if it is a flow
 * @param depth how far a "no" reaches
 * @param condition what is asked
 */
public record EdgeDecider(
    String from, String to, int source, Depth depth, LinkCondition condition) {}

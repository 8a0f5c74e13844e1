package io.taskflow.engine.plan;

import io.taskflow.engine.control.RetryController;
import java.util.List;
import java.util.Map;

/**
 * Who decides what, by the numbers of atoms. Belongs to one plan, and is not changed any more.
 *
 * @param controllerOf for each atom the retry that decides when it fails, or {@link FlowPlan#NONE}
 * @param controllers the code of each retry
 * @param deciders what is asked before an atom is executed; nothing for most
 */
record Control(
    int[] controllerOf,
    Map<Integer, RetryController> controllers,
    Map<Integer, List<EdgeDecider>> deciders) {}

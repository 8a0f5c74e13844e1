package io.taskflow.testkit.conformance;

import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.World;

/**
 * A vector that can be run once.
 *
 * @param vector what it was made of
 * @param plan its compiled flow
 * @param world in which nothing was called yet
 * @param code its retries and deciders
 * @param deciders notes the calls of deciders
 */
record Compiled(Vector vector, FlowPlan plan, World world, VectorCode code, DeciderCalls deciders) {

  /** The type of all tasks. */
  static final String TASK_TYPE = "vector";

  /**
   * Compiles a vector.
   *
   * @throws InvalidFlowException if the flow can't be run
   */
  static Compiled of(Vector vector) {
    World world = new World(vector);
    DeciderCalls deciders = new DeciderCalls();
    VectorCode code = new VectorCode(vector, world, deciders);
    FlowPlan plan =
        FlowCompiler.compile(
            new FlowTranslator(TASK_TYPE, vector.id()).translate(vector.flow()),
            vector.store().keySet(),
            VectorControls.of(key -> code));
    return new Compiled(vector, plan, world, code, deciders);
  }
}

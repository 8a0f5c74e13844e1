package io.taskflow.testkit.conformance.vector;

import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task of a vector.
 *
 * @param name unique in the flow
 * @param requires arguments that it must have, in order
 * @param optional arguments of execute, with what stands for them if nobody provides them
 * @param revertRequires arguments of revert; null for those of execute that it must have
 * @param rebind argument to symbol
 * @param revertRebind as rebind, for revert; null for that of execute
 * @param inject symbol to a value for it alone
 * @param provides under which names its result is seen
 * @param execute expressions, by the number of the execution
 * @param revert expressions, by the number of the revert
 * @param kind what execute does
 * @param function of a map or reduce; null for others
 */
public record VectorTask(
    String name,
    List<String> requires,
    Map<String, Json> optional,
    @Nullable List<String> revertRequires,
    Map<String, String> rebind,
    @Nullable Map<String, String> revertRebind,
    Map<String, Json> inject,
    Provides provides,
    List<Json> execute,
    List<Json> revert,
    Kind kind,
    @Nullable String function)
    implements VectorNode {

  /** What execute does. */
  public enum Kind {
    /** Evaluates expressions. */
    TASK,
    /** Applies the function to each required argument. */
    MAP,
    /** Folds the required arguments from the left. */
    REDUCE
  }
}

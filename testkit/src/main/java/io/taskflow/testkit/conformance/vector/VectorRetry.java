package io.taskflow.testkit.conformance.vector;

import io.taskflow.engine.control.RetryDecision;
import io.taskflow.protocol.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The retry of a flow of a vector.
 *
 * @param name unique in the flow
 * @param kind how it decides
 * @param provides the symbol under which its value is seen; null for none
 * @param rebind argument to symbol
 * @param attempts of one that counts
 * @param values of one that tries values
 * @param revertAll whether it gives up with REVERT_ALL
 * @param decisions of one that is scripted, by the length of its history
 * @param execute expressions of one that is scripted, by the number of the execution
 * @param revert expressions, by the number of the revert
 */
public record VectorRetry(
    String name,
    Kind kind,
    @Nullable String provides,
    Map<String, String> rebind,
    int attempts,
    List<Json> values,
    boolean revertAll,
    List<RetryDecision> decisions,
    List<Json> execute,
    List<Json> revert) {

  /** How a retry decides. */
  public enum Kind {
    /** REVERT. */
    ALWAYS_REVERT,
    /** REVERT_ALL. */
    ALWAYS_REVERT_ALL,
    /** RETRY, so many times. */
    TIMES,
    /** RETRY while there are values. */
    FOR_EACH,
    /** As {@link #FOR_EACH}, the values are an argument. */
    PARAMETERIZED_FOR_EACH,
    /** What the vector says. */
    SCRIPTED
  }
}

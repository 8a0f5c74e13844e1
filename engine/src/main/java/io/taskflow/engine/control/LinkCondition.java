package io.taskflow.engine.control;

import io.taskflow.protocol.Json;
import java.util.SortedMap;

/**
 * Says whether what a link leads to is run. Runs in the engine, on the thread that owns the flow,
 * while it decides: it has to be quick, and a pure function of the results. An exception is a
 * failure of the target. Used by several threads at once.
 */
@FunctionalInterface
public interface LinkCondition {

  /**
   * Decides.
   *
   * @param results of the atoms that links with deciders lead from to the target, by name, without
   *     those that were ignored; a flow that a link leads from has none
   */
  boolean test(SortedMap<String, Json> results) throws Exception;
}

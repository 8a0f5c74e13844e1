package io.taskflow.engine.control;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.util.Map;
import java.util.SortedMap;

/**
 * Runs in the engine, on the thread that owns the flow, while it decides: it has to be quick, and a
 * pure function of the call, with no clock, no chance and no I/O. An exception is a failure of the
 * retry. Used by several threads at once.
 */
public interface RetryController {

  /**
   * What a controller goes by.
   *
   * @param retry the name of the retry
   * @param history what was tried so far
   * @param arguments what it requires
   */
  record Call(String retry, RetryHistory history, SortedMap<String, Json> arguments) {}

  /** Begins a try; what it returns is provided to the flow, and added to the history. */
  Json execute(Call call) throws Exception;

  /** Says what to do about a failure, which is in the last entry of the history. */
  RetryDecision onFailure(Call call) throws Exception;

  /**
   * Undoes what the retry itself did, when it is given up.
   *
   * @param failures of the flow, by the name of the atom
   * @return a value for people
   */
  default Json revert(Call call, Map<String, Failure> failures) throws Exception {
    return Json.NULL;
  }
}

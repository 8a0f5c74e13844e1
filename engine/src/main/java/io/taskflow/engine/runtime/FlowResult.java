package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.util.Map;

/**
 * How a flow came to rest.
 *
 * @param id the flow
 * @param name its name
 * @param status SUCCESS, REVERTED, FAILURE or SUSPENDED
 * @param values what the store and the tasks that succeeded provide, by symbol
 * @param failures why tasks failed, by task
 * @param revertFailures why reverts failed, by task
 */
public record FlowResult(
    FlowId id,
    String name,
    FlowStatus status,
    Map<String, Json> values,
    Map<String, Failure> failures,
    Map<String, Failure> revertFailures) {

  /** The value of a symbol. */
  public <T> T value(String symbol, Class<T> type) {
    Json value = values.get(symbol);
    if (value == null) {
      throw new IllegalArgumentException(
          "flow '"
              + name
              + "' ("
              + id
              + ") provides no '"
              + symbol
              + "'; it has "
              + values.keySet());
    }
    return value.as(type);
  }

  /**
   * This result if the flow succeeded.
   *
   * @throws FlowFailedException if it did not
   */
  public FlowResult orThrow() {
    if (status != FlowStatus.SUCCESS) {
      throw new FlowFailedException(this);
    }
    return this;
  }
}

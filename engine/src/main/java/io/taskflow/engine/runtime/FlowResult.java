package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.util.Map;
import java.util.Optional;

/**
 * How a flow came to rest.
 *
 * @param id the flow
 * @param name its name
 * @param status SUCCESS, REVERTED, FAILURE or SUSPENDED
 * @param values what the store and the tasks that succeeded provide, by symbol
 * @param failures why it did not succeed, by the name of the task or retry that failed: if it was
 *     reverted, all that led to it; if it is FAILURE, what was not resolved
 * @param revertFailures why reverts failed, by the name of the task or retry
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

  /** What {@link #orThrow} throws; empty if the flow succeeded. */
  public Optional<FlowFailedException> exception() {
    return status == FlowStatus.SUCCESS
        ? Optional.empty()
        : Optional.of(FlowFailedException.of(this));
  }

  /**
   * This result if the flow succeeded.
   *
   * @throws FlowFailedException if it did not: the {@link FlowFailure} if one thing went wrong,
   *     else one that stands for all
   */
  public FlowResult orThrow() {
    exception()
        .ifPresent(
            e -> {
              throw e;
            });
    return this;
  }
}

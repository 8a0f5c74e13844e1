package io.taskflow.controller.watch;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowInspection;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Where a flow that goes on is shown. Used by one thread. */
public interface FlowView {

  /** Shows nothing. */
  FlowView NONE = (events, inspection, now) -> {};

  /**
   * Shows how it stands.
   *
   * @param events what has happened since the last call
   * @param inspection how it stands; costs as much as the flow is large
   */
  void show(List<FlowEvent> events, Supplier<FlowInspection> inspection, Instant now);

  /** Something else is printed next. */
  default void leave() {}
}

package io.taskflow.controller.watch;

import java.time.Instant;

/** Where a flow that goes on is shown. Used by one thread. */
@FunctionalInterface
public interface FlowView {

  /** Shows nothing. */
  FlowView NONE = (flow, now) -> {};

  /** Shows how it stands, or what has happened. */
  void show(FlowSight flow, Instant now);

  /** Something else is printed next. */
  default void leave() {}
}

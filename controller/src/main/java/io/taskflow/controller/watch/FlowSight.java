package io.taskflow.controller.watch;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.flow.Flow;
import java.util.List;
import java.util.Map;

/** How a flow stands that is being shown, and its child flows. Used by one thread. */
public interface FlowSight {

  /** What has happened since it was shown last, in order. */
  List<FlowEvent> news();

  /** How long its tasks took. */
  FlowTimes times();

  /** The flow as it was written; it may have to be read from the journal. */
  Flow definition();

  /** How it stands; costs as much as the flow is large. */
  FlowInspection inspection();

  /**
   * Its child flows, as far as they are looked at, by the tasks that they are: a task of the flow
   * that is not among them is no child flow, or one that is shown without what is in it.
   */
  Map<String, FlowSight> children();
}

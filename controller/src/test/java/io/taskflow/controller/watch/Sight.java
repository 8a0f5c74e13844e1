package io.taskflow.controller.watch;

import static io.taskflow.flow.Flows.linear;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.flow.Flow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a flow stands, as a test wants it. */
record Sight(
    Flow definition,
    @Nullable FlowInspection stands,
    FlowTimes times,
    List<FlowEvent> news,
    Map<String, FlowSight> children)
    implements FlowSight {

  /** One that costs too much to be looked at. */
  static Sight ofNews(FlowEvent... events) {
    FlowTimes times = new FlowTimes();
    times.add(List.of(events));
    return new Sight(linear("f").build(), null, times, List.of(events), Map.of());
  }

  /** One of which nothing is new. */
  static Sight of(Flow definition, FlowInspection stands, FlowTimes times) {
    return new Sight(definition, stands, times, List.of(), Map.of());
  }

  /** The same with child flows. */
  Sight with(Map<String, FlowSight> inner) {
    return new Sight(definition, stands, times, news, inner);
  }

  @Override
  public FlowInspection inspection() {
    return Objects.requireNonNull(stands, "costs too much for a line");
  }
}

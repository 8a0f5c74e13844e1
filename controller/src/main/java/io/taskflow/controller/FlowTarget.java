package io.taskflow.controller;

import io.taskflow.controller.site.Site;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.protocol.FlowId;
import picocli.CommandLine.Parameters;

/** Which flow. */
final class FlowTarget {

  @Parameters(index = "0", paramLabel = "FLOW", description = "The id of a flow.")
  private String id = "";

  /**
   * The flow.
   *
   * @throws NoSuchFlowException if there is none
   */
  FlowHandle in(Site site) {
    FlowId flow;
    try {
      flow = new FlowId(id);
    } catch (IllegalArgumentException e) {
      throw new NoSuchFlowException(id);
    }
    return site.engine().find(flow).orElseThrow(() -> new NoSuchFlowException(id));
  }
}

package io.taskflow.controller;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import picocli.CommandLine.Command;

/** Lets a flow rest. */
@Command(
    name = "suspend",
    mixinStandardHelpOptions = true,
    description = "Lets a flow rest: nothing new is begun, and what runs may end.")
final class SuspendCommand extends AskingCommand {

  @Override
  String what() {
    return "suspend";
  }

  @Override
  void ask(FlowHandle flow, WhoOptions who) {
    FlowStatus status = flow.status();
    if (status.ended() || status == FlowStatus.SUSPENDING || status == FlowStatus.SUSPENDED) {
      throw new RefusedException(
          "flow %s is %s: there is nothing to suspend".formatted(flow.id(), status));
    }
    flow.suspend(who.by());
  }

  @Override
  boolean showsTaken(FlowEvent event) {
    return event instanceof FlowEvent.FlowStatusChanged e
        && (e.to() == FlowStatus.SUSPENDING || e.to() == FlowStatus.SUSPENDED);
  }
}

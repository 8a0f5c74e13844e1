package io.taskflow.controller;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import picocli.CommandLine.Command;

/** Lets a flow that rests go on. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = "Lets a flow that is suspended go on.")
final class ResumeCommand extends AskingCommand {

  @Override
  String what() {
    return "resume";
  }

  @Override
  void ask(FlowHandle flow, WhoOptions who) {
    FlowStatus status = flow.status();
    if (status != FlowStatus.SUSPENDED && status != FlowStatus.SUSPENDING) {
      throw new RefusedException(
          "flow %s is %s: only one that is suspended can be resumed".formatted(flow.id(), status));
    }
    flow.resume(who.by());
  }

  @Override
  boolean showsTaken(FlowEvent event) {
    return event instanceof FlowEvent.FlowStatusChanged e && e.to() == FlowStatus.RUNNING;
  }
}

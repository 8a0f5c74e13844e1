package io.taskflow.controller;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import picocli.CommandLine.Command;

/** Undoes what a flow has done. */
@Command(
    name = "revert",
    mixinStandardHelpOptions = true,
    description =
        "Undoes what a flow has done, also one that succeeded: what runs is cancelled, what was"
            + " done is reverted.")
final class RevertCommand extends AskingCommand {

  @Override
  String what() {
    return "revert";
  }

  @Override
  void ask(FlowHandle flow, WhoOptions who) {
    if (flow.status() == FlowStatus.REVERTED) {
      throw new RefusedException("flow %s is REVERTED already".formatted(flow.id()));
    }
    flow.revert(who.by(), who.why());
  }

  @Override
  boolean showsTaken(FlowEvent event) {
    return event instanceof FlowEvent.RevertDecided;
  }
}

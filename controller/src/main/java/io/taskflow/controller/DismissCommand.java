package io.taskflow.controller;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import picocli.CommandLine.Command;

/** Notes that somebody has seen what went wrong. */
@Command(
    name = "dismiss",
    mixinStandardHelpOptions = true,
    description = {
      "Notes that somebody has seen what went wrong with a task: it is not listed any more as",
      "something that needs a look. Nothing else changes."
    })
final class DismissCommand extends TaskCommand {

  @Override
  String what() {
    return "dismiss of '" + task() + "'";
  }

  @Override
  void ask(FlowHandle flow, WhoOptions who) {
    flow.dismiss(task(), who.by(), who.why());
  }

  @Override
  boolean showsTaken(FlowEvent event) {
    return event instanceof FlowEvent.TaskDismissed e && e.task().equals(task());
  }
}

package io.taskflow.controller;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import picocli.CommandLine.Command;

/** Goes on without a task. */
@Command(
    name = "skip",
    mixinStandardHelpOptions = true,
    description = {
      "Goes on without a task: a revert that failed is given up, an execute that nobody has begun",
      "is passed over, with all that it would have provided."
    })
final class SkipCommand extends TaskCommand {

  @Override
  String what() {
    return "skip of '" + task() + "'";
  }

  @Override
  void ask(FlowHandle flow, WhoOptions who) {
    flow.skip(task(), who.by(), who.why());
  }

  @Override
  boolean showsTaken(FlowEvent event) {
    return event instanceof FlowEvent.TaskSkipped e && e.task().equals(task());
  }
}

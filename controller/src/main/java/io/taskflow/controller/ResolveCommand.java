package io.taskflow.controller;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.protocol.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what came of a task. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description = {
      "Says what came of a task, in place of a worker: of an execute, that it succeeded; of a",
      "revert, that it is done. The flow goes on."
    })
final class ResolveCommand extends TaskCommand {

  @Option(
      names = "--result",
      paramLabel = "VALUE",
      description = "What the task would have returned: JSON, or a text; otherwise nothing.")
  private @Nullable String result;

  @Override
  String what() {
    return "resolve of '" + task() + "'";
  }

  @Override
  void ask(FlowHandle flow, WhoOptions who) {
    Json value = result == null ? Json.NULL : InputOptions.jsonOrText(result);
    flow.resolve(task(), value, who.by(), who.why());
  }

  @Override
  boolean showsTaken(FlowEvent event) {
    return event instanceof FlowEvent.TaskResolved e && e.task().equals(task());
  }
}

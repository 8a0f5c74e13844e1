package io.taskflow.controller;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Does again what a task did not get done. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Does again what a task did not get done: a revert that failed, an execute that failed and",
      "was not resolved, a request that no worker took."
    })
final class RetryCommand extends TaskCommand {

  @Option(
      names = {"-a", "--argument"},
      paramLabel = "NAME=VALUE",
      description = "An argument in place of the one it had: JSON, or a text.")
  private Map<String, String> arguments = new LinkedHashMap<>();

  @Override
  String what() {
    return "retry of '" + task() + "'";
  }

  @Override
  void ask(FlowHandle flow, WhoOptions who) {
    Map<String, Object> values = new LinkedHashMap<>();
    arguments.forEach((name, text) -> values.put(name, InputOptions.jsonOrText(text)));
    flow.retry(task(), values, who.by(), who.why());
  }

  @Override
  boolean showsTaken(FlowEvent event) {
    return event instanceof FlowEvent.TaskRetried e && e.task().equals(task());
  }
}

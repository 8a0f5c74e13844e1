package io.taskflow.controller;

import picocli.CommandLine.Parameters;

/** A verb that asks something for one task of a flow. */
abstract class TaskCommand extends AskingCommand {

  @Parameters(index = "1", paramLabel = "TASK", description = "The name of a task of it.")
  private String task = "";

  final String task() {
    return task;
  }
}

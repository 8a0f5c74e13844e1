package io.taskflow.controller;

import io.taskflow.controller.site.BrokerAccess;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program, which does nothing without one of its verbs. */
@Command(
    name = "taskflow",
    mixinStandardHelpOptions = true,
    version = "taskflow 0.1.0",
    sortOptions = false,
    description = {
      "Checks, draws, plans and runs flows that are written as documents, and looks after them.",
      "Settings of journal, broker and keys can be environment variables: --amqp-uri is"
          + " TASKFLOW_AMQP_URI; or lines of .taskflow/settings.properties, which 'taskflow dev'"
          + " writes."
    },
    subcommands = {
      ValidateCommand.class,
      GraphCommand.class,
      PlanCommand.class,
      RunCommand.class,
      DevCommand.class,
      SubmitCommand.class,
      ListCommand.class,
      ShowCommand.class,
      WatchCommand.class,
      HistoryCommand.class,
      SuspendCommand.class,
      ResumeCommand.class,
      RevertCommand.class,
      RetryCommand.class,
      ResolveCommand.class,
      SkipCommand.class,
      DismissCommand.class,
      WorkersCommand.class,
      TopologyCommand.class,
      MigrateCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:it did what it was asked for; a flow that was run succeeded",
      "1:an unexpected error",
      "2:an argument is unknown, missing or wrong, or a file can't be read",
      "3:a document, or the topology at the broker, has problems, which were printed",
      "4:the flow can't be run as it stands: inputs are missing, or no worker offers a task",
      "5:the flow was reverted",
      "6:the flow failed, is suspended, or did not come to rest in time",
      "7:there is no such flow or task, or what was asked is not possible as it stands",
      "8:the journal or the broker can't be reached or used",
      "9:what was asked of a flow is stored, but its owner has not taken it yet, or has refused it",
      "130:it was ended by Ctrl-C"
    })
final class TaskflowCommand implements Runnable {

  private final BrokerAccess access;

  @Spec private @Nullable CommandSpec spec;

  TaskflowCommand(BrokerAccess access) {
    this.access = access;
  }

  /** How brokers are reached. */
  BrokerAccess access() {
    return access;
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "say what to do: one of the commands below");
    }
  }
}

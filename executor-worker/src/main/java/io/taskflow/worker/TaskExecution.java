package io.taskflow.worker;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.InvalidJsonException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Calls a task's code on the attempt's own thread and tells how it ended, whatever it throws,
 * errors of the virtual machine included: an attempt never ends without an outcome.
 */
final class TaskExecution implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskExecution.class);

  private final Attempt attempt;
  private final RequestContext context;
  private final SecretResolver secrets;
  private final Consumer<Outcome> whenEnded;

  TaskExecution(
      Attempt attempt,
      RequestContext context,
      SecretResolver secrets,
      Consumer<Outcome> whenEnded) {
    this.secrets = secrets;
    this.attempt = attempt;
    this.context = context;
    this.whenEnded = whenEnded;
  }

  @Override
  public void run() {
    MDC.put("flow", context.flow().value());
    MDC.put("task", context.task());
    MDC.put("attempt", attempt.token());
    try {
      whenEnded.accept(masked(outcome()));
    } finally {
      RunningSecrets.end(context.masking());
    }
  }

  /** Whatever can't be masked is not said. */
  private Outcome masked(Outcome outcome) {
    try {
      return context.masking().outcome(outcome);
    } catch (RuntimeException e) {
      return new Outcome.Threw(
          Failure.of(
              FailureCode.RESULT_NOT_JSON,
              "what the task said can't be shown without its secrets: " + e.getClass().getName()));
    }
  }

  private Outcome outcome() {
    try {
      return returned(call());
    } catch (Throwable e) {
      if (e instanceof VirtualMachineError) {
        // Not its text, in which there may be a secret; the answer has it, masked.
        LOG.error(
            "task '{}' ({}) ended with an error of the virtual machine: {}",
            context.task(),
            context.flow(),
            e.getClass().getName());
      }
      return threw(e);
    }
  }

  private @Nullable Object call() throws Exception {
    context.resolve(secrets);
    Task task = attempt.definition().supplier().get();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Libraries that look up services or resources find those of the task's own jar.
    thread.setContextClassLoader(task.getClass().getClassLoader());
    try {
      return call(task);
    } finally {
      // The thread may be somebody else's: a manual worker runs tasks on its caller's.
      thread.setContextClassLoader(before);
    }
  }

  private @Nullable Object call(Task task) throws Exception {
    if (context instanceof RevertRequestContext revert) {
      try (After post = () -> task.postRevert(revert)) {
        task.preRevert(revert);
        return task.revert(revert);
      }
    }
    try (After post = () -> task.postExecute(context)) {
      task.preExecute(context);
      return task.execute(context);
    }
  }

  /** What is called in the end; what it throws after another exception goes with that one. */
  private interface After extends AutoCloseable {}

  private static Outcome returned(@Nullable Object result) {
    try {
      return new Outcome.Returned(RequestContext.json(result));
    } catch (InvalidJsonException e) {
      return new Outcome.Threw(Failure.of(FailureCode.RESULT_NOT_JSON, e, false));
    }
  }

  private static Outcome threw(Throwable error) {
    try {
      return new Outcome.Threw(
          error instanceof TaskFailure failure
              ? Failure.of(failure.code(), failure, failure.retryable())
              : Failure.of(error));
    } catch (Throwable e) {
      // The error's own message or trace can't be had: its name still can.
      return new Outcome.Threw(
          new Failure(
              FailureCode.TASK_FAILED,
              List.of(error.getClass().getName()),
              "the error can't be described: " + e.getClass().getName(),
              "",
              true,
              List.of()));
    }
  }
}

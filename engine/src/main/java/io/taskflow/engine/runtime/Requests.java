package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.Effect.Dispatch;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.TaskRequest.RevertContext;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.OutgoingMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the request of an open attempt. Pure: the same state gives the same request. */
final class Requests {

  private Requests() {}

  /**
   * The request that a dispatch asks for.
   *
   * @param replyTo routing key of the inbox for replies
   * @return empty if the attempt is not open any more, so that nobody waits for an answer
   */
  static Optional<TaskRequest> of(
      FlowPlan plan, FlowState state, Dispatch dispatch, String replyTo) {
    AtomState atom = state.atom(dispatch.task());
    OpenAttempt open = atom.open();
    if (open == null || !open.token().equals(dispatch.token())) {
      return Optional.empty();
    }
    TaskSpec task = plan.task(dispatch.task());
    return Optional.of(
        new TaskRequest(
            new AttemptRef(state.id(), task.name(), open.action(), open.token()),
            state.name(),
            task.type(),
            task.version(),
            atom.round(),
            open.number(),
            replyTo,
            dispatch.arguments(),
            open.action() == Action.REVERT ? revert(plan, state, atom) : null,
            open.expiresAt(task, state.options()),
            task.timeouts().startToClose(),
            task.timeouts().heartbeat(),
            task.onWorkerLoss(),
            null));
  }

  private static RevertContext revert(FlowPlan plan, FlowState state, AtomState atom) {
    Map<String, Failure> failures = new LinkedHashMap<>();
    state.currentFailures().forEach((name, failure) -> failures.put(name, brief(failure)));
    return new RevertContext(atom.result(), atom.failure(), failures);
  }

  /** Other tasks' failures are cut: there may be many, and each revert is told of all of them. */
  private static Failure brief(Failure failure) {
    Failure brief = failure.brief();
    String message = brief.message();
    return message.length() <= Failure.MAX_CAUSE_TEXT_LENGTH
        ? brief
        : new Failure(
            brief.code(),
            brief.typeNames(),
            message.substring(0, Failure.MAX_CAUSE_TEXT_LENGTH) + "…",
            "",
            brief.retryable(),
            List.of());
  }

  /**
   * A request as it goes to the queue of its task's topic.
   *
   * @throws io.taskflow.protocol.json.MessageTooLargeException if it is too large for the broker
   */
  static OutgoingMessage message(EngineContext context, TaskRequest request, TaskSpec task) {
    return new OutgoingMessage(
        context.topology().tasksExchange(),
        task.topic(),
        context.codec().encode(request),
        MessageCodec.kind(request),
        request.attempt().token().value(),
        request.attempt().flow().value(),
        MessageCodec.CONTENT_TYPE,
        true,
        true,
        task.priority(),
        Map.of());
  }
}

package io.taskflow.engine.runtime;

import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.transport.Delivery;
import java.util.OptionalInt;

/**
 * Refuses answers whose signer may not answer for the topic of the attempt: only here it is known
 * which topic that is. Whether an attempt is open does not matter: nobody else's answers are even
 * looked at.
 */
final class ReplyAuthority {

  private ReplyAuthority() {}

  /** Whether the answer may be looked at; if not, it is counted and put where people find it. */
  static boolean admits(
      EngineContext context, LiveFlows flows, Delivery delivery, TaskReply reply) {
    String topic =
        flows
            .get(reply.attempt().flow())
            .filter(flow -> isAttempted(flow.plan(), reply.attempt().task()))
            .map(flow -> FlowRows.topic(flow, reply))
            .orElse(null);
    // Without such a task or child flow the answer is rejected anyway.
    if (topic == null || context.security().mayAnswer(delivery.headers(), topic)) {
      return true;
    }
    context
        .refused()
        .put(
            delivery,
            "its key may not answer for topic '%s' of task '%s'"
                .formatted(topic, reply.attempt().task()));
    return false;
  }

  private static boolean isAttempted(FlowPlan plan, String task) {
    OptionalInt atom = plan.atom(task);
    return atom.isPresent() && plan.isAttempted(atom.getAsInt());
  }
}

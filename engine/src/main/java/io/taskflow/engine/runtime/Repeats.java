package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.Effect.Dispatch;
import io.taskflow.engine.runtime.InboxItem.Repeat;
import io.taskflow.engine.runtime.InboxItem.SendAgain;
import io.taskflow.engine.runtime.InboxItem.SentTwice;
import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.TaskReply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that are published more than once. That is noted in the journal first: what is said of
 * one copy says nothing of the other, which a worker may have begun. Owned by the partition's loop.
 */
final class Repeats {

  private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);

  private final FlowTurns turns;
  private final Runnable onTheWay;

  Repeats(FlowTurns turns, Runnable onTheWay) {
    this.turns = turns;
    this.onTheWay = onTheWay;
  }

  /**
   * Many workers may tell that a queue is gone: what is told in one turn counts once.
   *
   * @return the flows that are concerned
   */
  Set<FlowId> lost(Round round, InboxItem item, TopicLost lost) {
    return round.sentAgain(new SendAgain(lost.topic()), once -> lost(round, item, once));
  }

  /**
   * Sends again what may be lost with a queue.
   *
   * @return the flows that are concerned
   */
  Set<FlowId> lost(Round round, InboxItem item, SendAgain lost) {
    String reason =
        lost.topic() == null
            ? "answers were lost with an inbox"
            : "requests of topic '" + lost.topic() + "' were lost";
    Set<FlowId> concerned = new HashSet<>();
    LostRequests.find(turns.context(), turns.flows(), turns.partition(), lost, onTheWay)
        .forEach(
            (flow, again) -> {
              sendAgain(round, item, flow, again, reason);
              concerned.add(flow.id());
            });
    return concerned;
  }

  private void sendAgain(
      Round round, InboxItem item, LiveFlow flow, List<Effect> again, String reason) {
    LOG.warn(
        "partition {}: sends {} messages of flow {} again: {}",
        turns.partition(),
        again.size(),
        flow.id(),
        reason);
    List<Dispatch> requests = new ArrayList<>();
    List<Effect> others = new ArrayList<>();
    for (Effect effect : again) {
      if (effect instanceof Dispatch request) {
        requests.add(request);
      } else {
        others.add(effect);
      }
    }
    if (!requests.isEmpty()) {
      turns.decide(round, flow.id(), new Command.SendAgain(turns.moment(), requests, reason));
    }
    if (!others.isEmpty()) {
      round.afterwards(item, flow.id(), () -> turns.publishAgain(flow, others));
    }
  }

  /** Sends again what somebody may have. */
  void repeat(Round round, Repeat item) {
    turns.decide(
        round, item.flow(), new Command.SendAgain(turns.moment(), item.requests(), item.reason()));
    round.afterwards(item, item.flow(), item.settled());
  }

  void sentTwice(Round round, SentTwice item) {
    turns.decide(
        round,
        item.flow(),
        new Command.SentTwice(
            turns.moment(),
            item.task(),
            item.token(),
            "the connection was lost before the broker had confirmed its request"));
    round.afterwards(item, item.flow(), item.settled());
  }

  /**
   * Puts an answer off by which nobody has begun the attempt, as long as another copy of its
   * request may leave: whether there will be one is known when the broker has confirmed it.
   */
  boolean putOff(InboxItem item, TaskReply reply) {
    boolean begunByNobody =
        reply instanceof TaskReply.Rejected
            || reply instanceof TaskReply.Failed failed
                && (failed.failure().code() == FailureCode.EXPIRED
                    || failed.failure().code() == FailureCode.UNKNOWN_TASK_TYPE);
    return begunByNobody && turns.outbox().putOff(item, reply.attempt().token());
  }
}

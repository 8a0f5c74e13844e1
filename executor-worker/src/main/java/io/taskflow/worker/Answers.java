package io.taskflow.worker;

import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.worker.ReplyWriter.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives final answers: publishes them until confirmed, then acknowledges the requests that they
 * answer, and remembers them for duplicates. Owned by the worker's loop.
 */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final ReplyOutlet outlet;
  private final RecentReplies recent;
  private final WorkerMetrics metrics;
  // What is to be acknowledged with the answer that is on its way, by token.
  private final Map<String, List<HeldDelivery>> unconfirmed = new HashMap<>();

  Answers(ReplyOutlet outlet, RecentReplies recent, WorkerMetrics metrics) {
    this.outlet = outlet;
    this.recent = recent;
    this.metrics = metrics;
  }

  /** Answers a request; its deliveries are acknowledged when the broker has the answer. */
  void give(TaskRequest request, Answer answer, List<HeldDelivery> deliveries) {
    log(request, answer);
    metrics.answered(request.attempt().action(), answer.outcome());
    recent.add(request.attempt().token().value(), answer.message());
    send(request, answer.message(), deliveries);
  }

  /**
   * Answers a request that has been answered already once more; not with a second message while the
   * first one is still on its way.
   *
   * @return whether there was such an answer; if not, nothing has happened
   */
  boolean repeat(TaskRequest request, HeldDelivery delivery) {
    String token = request.attempt().token().value();
    List<HeldDelivery> waiting = unconfirmed.get(token);
    if (waiting != null) {
      waiting.add(delivery);
      return true;
    }
    Optional<OutgoingMessage> known = recent.find(token);
    known.ifPresent(message -> send(request, message, List.of(delivery)));
    return known.isPresent();
  }

  /** Whether a request with that token has been answered lately. */
  boolean remembers(String token) {
    return unconfirmed.containsKey(token) || recent.find(token).isPresent();
  }

  private void send(TaskRequest request, OutgoingMessage message, List<HeldDelivery> deliveries) {
    String token = request.attempt().token().value();
    List<HeldDelivery> waiting = new ArrayList<>(deliveries);
    unconfirmed.put(token, waiting);
    outlet.sendUntilConfirmed(
        message,
        () -> {
          unconfirmed.remove(token, waiting);
          waiting.forEach(HeldDelivery::ack);
        });
  }

  private static void log(TaskRequest request, Answer answer) {
    if (answer.reply() instanceof TaskReply.Failed failed) {
      LOG.info(
          "{} of '{}' ({}) failed: {}",
          request.attempt().action(),
          request.attempt().task(),
          request.attempt().flow(),
          failed.failure());
    } else if (answer.reply() instanceof TaskReply.Rejected rejected) {
      LOG.warn(
          "rejected {} of '{}' ({}): {}",
          request.attempt().action(),
          request.attempt().task(),
          request.attempt().flow(),
          rejected.reason());
    } else {
      LOG.debug(
          "{} of '{}' ({}) succeeded",
          request.attempt().action(),
          request.attempt().task(),
          request.attempt().flow());
    }
  }
}

package io.taskflow.worker;

import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.worker.ReplyWriter.Answer;
import java.util.List;
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
    send(answer.message(), deliveries);
  }

  /**
   * Answers a request that has been answered already once more.
   *
   * @return whether there was such an answer; if not, nothing has happened
   */
  boolean repeat(TaskRequest request, HeldDelivery delivery) {
    Optional<OutgoingMessage> known = recent.find(request.attempt().token().value());
    known.ifPresent(message -> send(message, List.of(delivery)));
    return known.isPresent();
  }

  /** Whether a request with that token has been answered lately. */
  boolean remembers(String token) {
    return recent.find(token).isPresent();
  }

  private void send(OutgoingMessage message, List<HeldDelivery> deliveries) {
    outlet.sendUntilConfirmed(message, () -> deliveries.forEach(HeldDelivery::ack));
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

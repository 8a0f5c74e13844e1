package io.taskflow.worker;

import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageTooLargeException;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.worker.ProgressReporter.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the messages that answer requests. Whatever a task has returned or thrown, there is an
 * answer that can be sent: what is over a limit becomes a failure that says so. Thread-safe.
 */
final class ReplyWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

  private final String worker;
  private final Topology topology;
  private final MessageCodec codec;
  private final InstantSource clock;

  ReplyWriter(String worker, Topology topology, MessageCodec codec, InstantSource clock) {
    this.worker = worker;
    this.topology = topology;
    this.codec = codec;
    this.clock = clock;
  }

  /** The final answer to a request. */
  Answer succeeded(TaskRequest request, Json result) {
    try {
      return answer(
          new TaskReply.Succeeded(request.attempt(), worker, now(), result), request.replyTo());
    } catch (MessageTooLargeException e) {
      return failed(
          request,
          Failures.permanent(FailureCode.TOO_LARGE, "the result can't be sent: " + e.getMessage()));
    }
  }

  /** The final answer to a request; a failure that is too large is sent without its details. */
  Answer failed(TaskRequest request, Failure failure) {
    try {
      return failed(request.attempt(), request.replyTo(), failure);
    } catch (MessageTooLargeException e) {
      LOG.warn(
          "a failure of {} is sent without trace and causes: {}",
          request.attempt(),
          e.getMessage());
      return failed(request.attempt(), request.replyTo(), Failures.brief(failure));
    }
  }

  /** The final answer to a request, or to a message that was meant as one. */
  Answer rejected(AttemptRef attempt, String replyTo, FailureCode code, String reason) {
    return answer(new TaskReply.Rejected(attempt, worker, now(), code, reason), replyTo);
  }

  OutgoingMessage started(TaskRequest request) {
    return message(new TaskReply.Started(request.attempt(), worker, now()), request.replyTo(), "");
  }

  /** Details that are too large are left out. */
  OutgoingMessage progressed(TaskRequest request, long sequence, Progress progress) {
    try {
      return progressed(request, sequence, progress.value(), progress.details());
    } catch (MessageTooLargeException e) {
      LOG.warn("progress of {} is sent without its details: {}", request.attempt(), e.getMessage());
      return progressed(request, sequence, progress.value(), null);
    }
  }

  OutgoingMessage leased(TaskRequest request, long sequence, Duration lease) {
    return message(
        new TaskReply.Leased(request.attempt(), worker, now(), lease),
        request.replyTo(),
        "/" + sequence);
  }

  private OutgoingMessage progressed(
      TaskRequest request, long sequence, double value, @Nullable Json details) {
    return message(
        new TaskReply.Progressed(request.attempt(), worker, now(), sequence, value, details),
        request.replyTo(),
        "/" + sequence);
  }

  private Answer failed(AttemptRef attempt, String replyTo, Failure failure) {
    return answer(new TaskReply.Failed(attempt, worker, now(), failure), replyTo);
  }

  private Answer answer(TaskReply reply, String replyTo) {
    return new Answer(reply, message(reply, replyTo, ""));
  }

  private OutgoingMessage message(TaskReply reply, String replyTo, String suffix) {
    String kind = MessageCodec.kind(reply);
    return new OutgoingMessage(
        topology.inboxExchange(),
        replyTo,
        codec.encode(reply),
        kind,
        reply.attempt().token() + "/" + kind + suffix,
        reply.attempt().flow().value(),
        MessageCodec.CONTENT_TYPE,
        true,
        true,
        null,
        Map.of());
  }

  private Instant now() {
    return clock.instant();
  }

  /** A reply that ends an attempt, and the message that carries it. */
  record Answer(TaskReply reply, OutgoingMessage message) {

    /** For metrics: what became of the attempt. */
    String outcome() {
      return switch (reply) {
        case TaskReply.Succeeded succeeded -> "succeeded";
        case TaskReply.Failed failed -> failed.failure().code().name().toLowerCase(Locale.ROOT);
        default -> "rejected";
      };
    }
  }
}

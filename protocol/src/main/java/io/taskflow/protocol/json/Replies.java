package io.taskflow.protocol.json;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskReply.Failed;
import io.taskflow.protocol.TaskReply.Leased;
import io.taskflow.protocol.TaskReply.Progressed;
import io.taskflow.protocol.TaskReply.Rejected;
import io.taskflow.protocol.TaskReply.Started;
import io.taskflow.protocol.TaskReply.Succeeded;
import java.time.Duration;
import java.time.Instant;

/** The {@link TaskReply} messages on the wire. */
final class Replies {

  private static final Key<String> WORKER = new Key<>("worker", Types.TEXT);
  private static final Key<Instant> AT = new Key<>("at", Types.INSTANT);
  private static final Key<Long> SEQUENCE = new Key<>("sequence", Types.LONG_COUNT);
  private static final Key<Double> PROGRESS = new Key<>("progress", Types.FRACTION);
  private static final Key<Json> DETAILS = Types.secret("details", Types.value("details"));
  private static final Key<Json> RESULT = Types.secret("result", Types.value("result"));
  private static final Key<Failure> FAILURE = Types.secret("failure", Failures.FAILURE);
  private static final Key<Duration> LEASE = new Key<>("leaseMillis", Types.DURATION);
  private static final Key<FailureCode> CODE = new Key<>("code", Failures.CODE_TYPE);
  private static final Key<String> REASON = new Key<>("reason", Types.TEXT);

  static final Shape<Started> STARTED =
      Replies.<Started>shape().build(v -> new Started(Attempts.read(v), v.get(WORKER), v.get(AT)));

  static final Shape<Progressed> PROGRESSED =
      Replies.<Progressed>shape()
          .required(SEQUENCE, Progressed::sequence)
          .required(PROGRESS, Progressed::progress)
          .optional(DETAILS, Progressed::details)
          .build(
              v ->
                  new Progressed(
                      Attempts.read(v),
                      v.get(WORKER),
                      v.get(AT),
                      v.get(SEQUENCE),
                      v.get(PROGRESS),
                      v.optional(DETAILS)));

  static final Shape<Succeeded> SUCCEEDED =
      Replies.<Succeeded>shape()
          .required(RESULT, Succeeded::result)
          .build(v -> new Succeeded(Attempts.read(v), v.get(WORKER), v.get(AT), v.get(RESULT)));

  static final Shape<Failed> FAILED =
      Replies.<Failed>shape()
          .required(FAILURE, Failed::failure)
          .build(v -> new Failed(Attempts.read(v), v.get(WORKER), v.get(AT), v.get(FAILURE)));

  static final Shape<Leased> LEASED =
      Replies.<Leased>shape()
          .required(LEASE, Leased::lease)
          .build(v -> new Leased(Attempts.read(v), v.get(WORKER), v.get(AT), v.get(LEASE)));

  static final Shape<Rejected> REJECTED =
      Replies.<Rejected>shape()
          .required(CODE, Rejected::code)
          .required(REASON, Rejected::reason)
          .build(
              v ->
                  new Rejected(
                      Attempts.read(v), v.get(WORKER), v.get(AT), v.get(CODE), v.get(REASON)));

  private Replies() {}

  private static <R extends TaskReply> Shape.Builder<R> shape() {
    return Attempts.<R>shape(TaskReply::attempt)
        .required(WORKER, TaskReply::worker)
        .required(AT, TaskReply::at);
  }
}

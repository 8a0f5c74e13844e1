package io.taskflow.protocol.json;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.TaskRequest.RevertContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;

/** A {@link TaskRequest} on the wire. */
final class Requests {

  private static final Key<Json> RESULT = new Key<>("result", Types.value("revert"));
  private static final Key<Failure> FAILURE = new Key<>("failure", Failures.FAILURE);
  private static final Key<Map<String, Failure>> FLOW_FAILURES =
      new Key<>("flowFailures", Types.map(Failures.FAILURE));

  private static final Shape<RevertContext> REVERT_CONTEXT =
      Shape.<RevertContext>builder()
          .optional(RESULT, RevertContext::result)
          .optional(FAILURE, RevertContext::failure)
          .optional(FLOW_FAILURES, r -> r.flowFailures().isEmpty() ? null : r.flowFailures())
          .build(
              v ->
                  new RevertContext(
                      v.optional(RESULT), v.optional(FAILURE), v.orElse(FLOW_FAILURES, Map.of())));

  private static final Key<String> FLOW_NAME = new Key<>("flowName", Types.TEXT);
  private static final Key<String> TASK_TYPE = new Key<>("taskType", Types.TEXT);
  private static final Key<String> TASK_VERSION = new Key<>("taskVersion", Types.TEXT);
  private static final Key<Integer> ROUND = new Key<>("round", Types.ORDINAL);
  private static final Key<Integer> NUMBER = new Key<>("number", Types.ORDINAL);
  private static final Key<String> REPLY_TO = new Key<>("replyTo", Types.TEXT);
  private static final Key<SortedMap<String, Json>> ARGUMENTS =
      Types.secret("arguments", Types.valueMap("arguments"));
  private static final Key<RevertContext> REVERT = Types.secret("revert", REVERT_CONTEXT);
  private static final Key<Instant> EXPIRES_AT = new Key<>("expiresAt", Types.INSTANT);
  private static final Key<Duration> START_TO_CLOSE =
      new Key<>("startToCloseMillis", Types.DURATION);
  private static final Key<Duration> HEARTBEAT = new Key<>("heartbeatMillis", Types.DURATION);
  private static final Key<OnWorkerLoss> ON_WORKER_LOSS =
      new Key<>("onWorkerLoss", Types.constant(OnWorkerLoss.class));
  private static final Key<String> TRACE_PARENT = new Key<>("traceParent", Types.TEXT);

  static final Shape<TaskRequest> REQUEST =
      Attempts.shape(TaskRequest::attempt)
          .required(FLOW_NAME, TaskRequest::flowName)
          .required(TASK_TYPE, TaskRequest::taskType)
          .required(TASK_VERSION, TaskRequest::taskVersion)
          .required(ROUND, TaskRequest::round)
          .required(NUMBER, TaskRequest::number)
          .required(REPLY_TO, TaskRequest::replyTo)
          .required(ARGUMENTS, TaskRequest::arguments)
          .optional(REVERT, TaskRequest::revert)
          .optional(EXPIRES_AT, TaskRequest::expiresAt)
          .optional(START_TO_CLOSE, TaskRequest::startToClose)
          .optional(HEARTBEAT, TaskRequest::heartbeat)
          .required(ON_WORKER_LOSS, TaskRequest::onWorkerLoss)
          .optional(TRACE_PARENT, TaskRequest::traceParent)
          .build(
              v ->
                  new TaskRequest(
                      Attempts.read(v),
                      v.get(FLOW_NAME),
                      v.get(TASK_TYPE),
                      v.get(TASK_VERSION),
                      v.get(ROUND),
                      v.get(NUMBER),
                      v.get(REPLY_TO),
                      v.get(ARGUMENTS),
                      v.optional(REVERT),
                      v.optional(EXPIRES_AT),
                      v.optional(START_TO_CLOSE),
                      v.optional(HEARTBEAT),
                      v.get(ON_WORKER_LOSS),
                      v.optional(TRACE_PARENT)));

  /** What is needed to answer a request, out of one that is spoilt otherwise. */
  static final Shape<Addressee> ADDRESSEE =
      Attempts.shape(Addressee::attempt)
          .required(REPLY_TO, Addressee::replyTo)
          .build(v -> new Addressee(Attempts.read(v), v.get(REPLY_TO)));

  private Requests() {}
}

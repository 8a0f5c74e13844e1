package io.taskflow.benchmarks.raw;

import io.taskflow.benchmarks.work.Filler;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageLimits;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long the engine's messages are, by its own codec.
 *
 * @param request bytes of a request's body
 * @param reply bytes of a reply's body
 */
record MessageSizes(int request, int reply) {

  private static final int INLINE = 1_000;

  /**
   * With a result of this length, and arguments as long if they are more than a few words.
   *
   * @param payloadBytes length of the text that a task returns
   */
  static MessageSizes of(int payloadBytes) {
    MessageCodec codec = new MessageCodec(MessageLimits.defaults());
    Json payload = Json.of(Filler.text(payloadBytes));
    AttemptRef attempt =
        new AttemptRef(
            FlowId.random(Instant.now()),
            "task-5",
            Action.EXECUTE,
            new AttemptToken("0123456789012345678901"));
    Message request =
        new TaskRequest(
            attempt,
            "chain",
            "nothing",
            "1.0",
            1,
            1,
            "5",
            new TreeMap<>(payloadBytes > INLINE ? Map.of("payload", payload) : Map.of()),
            null,
            null,
            null,
            null,
            OnWorkerLoss.REDISPATCH,
            null);
    Message reply = new TaskReply.Succeeded(attempt, "worker-1-01234567", Instant.now(), payload);
    return new MessageSizes(codec.encode(request).length, codec.encode(reply).length);
  }
}

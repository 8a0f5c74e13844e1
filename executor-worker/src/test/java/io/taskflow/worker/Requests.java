package io.taskflow.worker;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Builds requests for tests; each has a token of its own. Not thread-safe. */
final class Requests {

  private static final AtomicInteger TOKENS = new AtomicInteger();

  private final String type;
  private final SortedMap<String, Json> arguments = new TreeMap<>();
  private TaskRequest.@Nullable RevertContext revert;
  private @Nullable Instant expiresAt;
  private @Nullable Duration startToClose;
  private @Nullable Duration heartbeat;
  private OnWorkerLoss onWorkerLoss = OnWorkerLoss.REDISPATCH;
  private String version = "1.0";
  private String replyTo = "0";

  private Requests(String type) {
    this.type = type;
  }

  static Requests execute(String type) {
    return new Requests(type);
  }

  static Requests revert(String type, @Nullable Object result, @Nullable Failure failure) {
    Requests requests = new Requests(type);
    requests.revert =
        new TaskRequest.RevertContext(
            failure == null ? Json.of(result) : null,
            failure,
            failure == null ? Map.of() : Map.of("other", failure));
    return requests;
  }

  Requests argument(String name, @Nullable Object value) {
    arguments.put(name, Json.of(value));
    return this;
  }

  Requests expiresAt(Instant value) {
    expiresAt = value;
    return this;
  }

  Requests startToClose(Duration value) {
    startToClose = value;
    return this;
  }

  Requests heartbeat(Duration value) {
    heartbeat = value;
    return this;
  }

  Requests failOnWorkerLoss() {
    onWorkerLoss = OnWorkerLoss.FAIL;
    return this;
  }

  Requests version(String value) {
    version = value;
    return this;
  }

  Requests replyTo(String value) {
    replyTo = value;
    return this;
  }

  TaskRequest build() {
    Action action = revert == null ? Action.EXECUTE : Action.REVERT;
    AttemptRef attempt =
        new AttemptRef(
            new FlowId("flow-1"),
            "task-of-" + type,
            action,
            new AttemptToken("token-" + TOKENS.incrementAndGet()));
    return new TaskRequest(
        attempt,
        "test-flow",
        type,
        version,
        2,
        3,
        replyTo,
        arguments,
        revert,
        expiresAt,
        startToClose,
        heartbeat,
        onWorkerLoss,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  }
}

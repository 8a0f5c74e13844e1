package io.taskflow.engine.events;

import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.AttemptProgressed;
import io.taskflow.engine.machine.FlowEvent.FlowStatusChanged;
import io.taskflow.engine.machine.FlowEvent.TaskFailed;
import io.taskflow.engine.machine.FlowEvent.TaskResolved;
import io.taskflow.engine.machine.FlowEvent.TaskRetried;
import io.taskflow.engine.machine.FlowEvent.TaskRevertFailed;
import io.taskflow.engine.machine.FlowEvent.TaskReverted;
import io.taskflow.engine.machine.FlowEvent.TaskSkipped;
import io.taskflow.engine.machine.FlowEvent.TaskSucceeded;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.InvalidJsonException;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Timestamps;
import io.taskflow.protocol.json.ValueCipher;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the announcement of an event: a CloudEvent 1.0 in structured JSON for the topic exchange.
 * Its id is the flow's id and the event's number in the flow, so the announcement of an event is
 * the same whoever writes it and however often. Thread-safe.
 */
public final class Announcer {

  /** Media type of the body. */
  public static final String CONTENT_TYPE = "application/cloudevents+json";

  private static final int MAX_KEY_WORD = 60;

  /** Digits of the greatest number. */
  private static final int SEQUENCE_LENGTH = 19;

  private final Topology topology;
  private final @Nullable ValueCipher cipher;

  /** Announces under the names of a topology, everything in the clear. */
  public Announcer(Topology topology) {
    this(topology, null);
  }

  /**
   * Announces under the names of a topology.
   *
   * @param cipher encrypts failures and details; null for none
   */
  public Announcer(Topology topology, @Nullable ValueCipher cipher) {
    this.topology = topology;
    this.cipher = cipher;
  }

  /** As the other one, of a flow that is no child. */
  public OutgoingMessage announcement(FlowId flow, String flowName, long number, FlowEvent event) {
    return announcement(flow, flowName, null, number, event);
  }

  /**
   * The message for an event that is announced.
   *
   * @param parent what the flow was begun for; null if it is no child
   * @param number the event's number among the announced ones of its flow, from 1
   */
  public OutgoingMessage announcement(
      FlowId flow, String flowName, @Nullable AttemptRef parent, long number, FlowEvent event) {
    Content content = content(event);
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("flow", flow.value());
    data.put("flowName", flowName);
    if (parent != null) {
      data.put("parent", Map.of("flow", parent.flow().value(), "task", parent.task()));
    }
    content.fields().forEach(data::put);
    if (cipher != null) {
      EncryptedData.encrypt(data, cipher, flow + "/" + number);
    }
    String id = flow + "/" + number;
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("specversion", "1.0");
    envelope.put("id", id);
    envelope.put("source", "/" + topology.namespace());
    envelope.put("type", content.type());
    envelope.put("subject", flow.value());
    envelope.put("time", Timestamps.text(event.at()));
    envelope.put("datacontenttype", "application/json");
    envelope.put("sequence", sequence(number));
    envelope.put("data", data);
    return new OutgoingMessage(
        topology.eventsExchange(),
        routingKey(flowName, content),
        body(envelope, data),
        content.type(),
        id,
        flow.value(),
        CONTENT_TYPE,
        true,
        false,
        null,
        Map.of());
  }

  /**
   * Details that are nested so deep that the announcement would be deeper than any JSON value may
   * be are left out: what is announced can always be written and read.
   */
  private static byte[] body(Map<String, Object> envelope, Map<String, @Nullable Object> data) {
    byte[] plain = PlainJson.write(envelope);
    if (plain != null) {
      return plain;
    }
    try {
      return bytes(envelope);
    } catch (InvalidJsonException e) {
      if (data.remove("details") == null) {
        throw e;
      }
      return bytes(envelope);
    }
  }

  private static byte[] bytes(Map<String, Object> envelope) {
    return Json.of(envelope).text().getBytes(StandardCharsets.UTF_8);
  }

  /** With leading zeros, so that texts are in the order of numbers. */
  private static String sequence(long number) {
    String digits = Long.toString(number);
    return "0".repeat(SEQUENCE_LENGTH - digits.length()) + digits;
  }

  private record Content(
      String type, @Nullable String task, String state, Map<String, @Nullable Object> fields) {}

  private static Content content(FlowEvent event) {
    return switch (event) {
      case FlowEvent.FlowSubmitted e -> flow(null, FlowStatus.PENDING, "submitted");
      case FlowStatusChanged e -> flow(e.from(), e.to(), e.reason());
      case AttemptOpened e -> opened(e);
      case TaskSucceeded e -> task(e.task(), AtomStatus.RUNNING, AtomStatus.SUCCESS, null);
      case TaskFailed e -> task(e.task(), AtomStatus.RUNNING, AtomStatus.FAILURE, e.failure());
      case TaskReverted e -> task(e.task(), null, AtomStatus.REVERTED, null);
      case TaskRevertFailed e ->
          task(e.task(), AtomStatus.REVERTING, AtomStatus.REVERT_FAILURE, e.failure());
      case AttemptProgressed e -> progress(e);
      case TaskRetried e -> operated(e.task(), e.to(), "retry", e.by(), e.why());
      case TaskResolved e ->
          operated(
              e.task(),
              e.action() == Action.EXECUTE ? AtomStatus.SUCCESS : AtomStatus.REVERTED,
              "resolve",
              e.by(),
              e.why());
      case TaskSkipped e -> operated(e.task(), e.to(), "skip", e.by(), e.why());
      case FlowEvent.TaskDismissed e -> throw unannounced(e);
      case FlowEvent.RetryStatusChanged e -> retry(e.retry(), e.to(), null);
      case FlowEvent.RetryExecuted e -> retry(e.retry(), AtomStatus.SUCCESS, null);
      case FlowEvent.RetryFailed e -> retry(e.retry(), AtomStatus.FAILURE, e.failure());
      case FlowEvent.RetryReverted e -> retry(e.retry(), AtomStatus.REVERTED, null);
      case FlowEvent.RetryRevertFailed e ->
          retry(e.retry(), AtomStatus.REVERT_FAILURE, e.failure());
      case FlowEvent.AtomsIgnored e ->
          task(e.atoms().getFirst(), AtomStatus.PENDING, AtomStatus.IGNORE, null);
      case FlowEvent.AtomsReset e -> task(e.atoms().getFirst(), null, AtomStatus.PENDING, null);
      case FlowEvent.FanOutExpanded e ->
          task(e.fanOut(), AtomStatus.PENDING, AtomStatus.RUNNING, null);
      case FlowEvent.FlowOptionsChanged e -> throw unannounced(e);
      case FlowEvent.RetryDecided e -> throw unannounced(e);
      case FlowEvent.FailureRecorded e -> throw unannounced(e);
      case FlowEvent.AttemptLost e -> throw unannounced(e);
      case FlowEvent.AttemptInDoubt e -> throw unannounced(e);
      case FlowEvent.AttemptFailed e -> attemptFailed(e);
      case FlowEvent.RevertDecided e -> throw unannounced(e);
      case FlowEvent.AttemptStarted e -> throw unannounced(e);
      case FlowEvent.AttemptLeased e -> throw unannounced(e);
      case FlowEvent.AttemptDeferred e -> throw unannounced(e);
      case FlowEvent.AttemptHeldBack e -> throw unannounced(e);
      case FlowEvent.AttemptParked e -> throw unannounced(e);
      case FlowEvent.AttemptWithdrawn e -> throw unannounced(e);
      case FlowEvent.ChildCancelled e -> throw unannounced(e);
      case FlowEvent.ChildAsked e -> throw unannounced(e);
      case FlowEvent.ParentWaits e -> throw unannounced(e);
      case FlowEvent.ParentHolds e -> throw unannounced(e);
    };
  }

  private static Content opened(AttemptOpened e) {
    Content content =
        e.action() == Action.EXECUTE
            ? task(e.task(), AtomStatus.PENDING, AtomStatus.RUNNING, null)
            : task(e.task(), null, AtomStatus.REVERTING, null);
    if (e.child() != null) {
      content.fields().put("child", e.child().value());
    }
    return content;
  }

  private static Content flow(@Nullable FlowStatus from, FlowStatus to, String reason) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (from != null) {
      fields.put("from", wire(from));
    }
    fields.put("to", wire(to));
    fields.put("reason", reason);
    return new Content("io.taskflow.flow.status-changed.v1", null, wire(to), fields);
  }

  private static Content task(
      String task, @Nullable AtomStatus from, AtomStatus to, @Nullable Failure failure) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("task", task);
    if (from != null) {
      fields.put("from", wire(from));
    }
    fields.put("to", wire(to));
    if (failure != null) {
      fields.put("failure", failure(failure));
    }
    return new Content("io.taskflow.task.status-changed.v1", task, wire(to), fields);
  }

  private static Content operated(
      String task, AtomStatus to, String operation, String by, String why) {
    Content content = task(task, null, to, null);
    content.fields().put("operation", operation);
    content.fields().put("by", by);
    content.fields().put("why", why);
    return content;
  }

  /** The same as for a task: whoever watches sees atoms, and the flow says which are retries. */
  private static Content retry(String retry, AtomStatus to, @Nullable Failure failure) {
    return task(retry, null, to, failure);
  }

  private static Content progress(AttemptProgressed e) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("task", e.task());
    fields.put("progress", e.progress());
    if (e.details() != null) {
      fields.put("details", e.details().toObject());
    }
    return new Content("io.taskflow.task.progressed.v1", e.task(), "progress", fields);
  }

  private static Content attemptFailed(FlowEvent.AttemptFailed e) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("task", e.task());
    fields.put("failure", failure(e.failure()));
    fields.put("nextAttemptAt", e.redispatchAt().toString());
    return new Content("io.taskflow.task.attempt-failed.v1", e.task(), "attempt-failed", fields);
  }

  /** Without trace and causes: subscribers get what people need; the journal has the rest. */
  private static Map<String, Object> failure(Failure failure) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", wire(failure.code()));
    fields.put("typeNames", failure.typeNames());
    fields.put("message", failure.message());
    if (!failure.retryable()) {
      fields.put("retryable", false);
    }
    return fields;
  }

  /** Constants are written as all messages write them: {@code revert-failure}. */
  private static String wire(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String routingKey(String flowName, Content content) {
    return content.task() == null
        ? "flow." + word(flowName) + "." + content.state()
        : "task." + word(flowName) + "." + word(content.task()) + "." + content.state();
  }

  /** A name as one word of a routing key, which is cut at dots and limited in length. */
  static String word(String name) {
    StringBuilder word = new StringBuilder(Math.min(name.length(), MAX_KEY_WORD));
    for (int i = 0; i < name.length() && word.length() < MAX_KEY_WORD; ) {
      int character = name.codePointAt(i);
      word.append(ofWord(character) ? (char) character : '_');
      i += Character.charCount(character);
    }
    return word.toString();
  }

  private static boolean ofWord(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  private static IllegalArgumentException unannounced(FlowEvent event) {
    return new IllegalArgumentException(
        "events of kind " + event.getClass().getSimpleName() + " are not announced");
  }
}

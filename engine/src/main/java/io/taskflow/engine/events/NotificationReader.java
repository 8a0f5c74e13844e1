package io.taskflow.engine.events;

import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.InvalidJsonException;
import io.taskflow.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Announcer} writes. Pure. */
final class NotificationReader {

  private NotificationReader() {}

  /**
   * The notification in a message's body.
   *
   * @throws IllegalArgumentException if the body is not one, saying why
   */
  static Notification read(byte[] body) {
    try {
      Map<?, ?> envelope = Json.parse(new String(body, StandardCharsets.UTF_8)).as(Map.class);
      Map<?, ?> data = (Map<?, ?>) required(envelope, "data");
      return new Notification(
          new FlowId((String) required(envelope, "subject")),
          (String) required(data, "flowName"),
          Long.parseLong((String) required(envelope, "sequence")),
          (String) required(envelope, "type"),
          Instant.parse((String) required(envelope, "time")),
          (String) data.get("task"),
          (String) data.get("to"),
          Json.of(data));
    } catch (ClassCastException
        | NumberFormatException
        | DateTimeException
        | InvalidJsonException e) {
      throw new IllegalArgumentException("not a notification: " + e.getMessage(), e);
    }
  }

  private static Object required(Map<?, ?> object, String name) {
    @Nullable Object value = object.get(name);
    if (value == null) {
      throw new IllegalArgumentException("not a notification: '" + name + "' is missing");
    }
    return value;
  }
}

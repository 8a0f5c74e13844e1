package io.taskflow.flow.json;

import io.taskflow.protocol.InvalidJsonException;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the members of the object at which a generator stands. Belongs to one thread. */
final class Members {

  private final JsonGenerator out;

  Members(JsonGenerator out) {
    this.out = out;
  }

  void text(String field, String value) {
    out.writeStringProperty(field, value);
  }

  void number(String field, int value) {
    out.writeNumberProperty(field, value);
  }

  void number(String field, double value) {
    out.writeNumberProperty(field, value);
  }

  void unlessNull(String field, @Nullable Integer value) {
    if (value != null) {
      out.writeNumberProperty(field, value);
    }
  }

  void unlessNull(String field, @Nullable String value) {
    if (value != null) {
      out.writeStringProperty(field, value);
    }
  }

  void unlessNull(String field, @Nullable Duration value) {
    if (value != null) {
      out.writeStringProperty(field, value.toString());
    }
  }

  void unlessDefault(String field, String value, String defaultValue) {
    if (!value.equals(defaultValue)) {
      out.writeStringProperty(field, value);
    }
  }

  void unlessFalse(String field, boolean value) {
    if (value) {
      out.writeBooleanProperty(field, true);
    }
  }

  void unlessTrue(String field, boolean value) {
    if (!value) {
      out.writeBooleanProperty(field, false);
    }
  }

  void unlessEmpty(String field, List<String> values) {
    if (!values.isEmpty()) {
      list(field, values);
    }
  }

  void unlessEmpty(String field, Map<String, String> values) {
    if (!values.isEmpty()) {
      map(field, values);
    }
  }

  void list(String field, List<String> values) {
    out.writeArrayPropertyStart(field);
    values.forEach(out::writeString);
    out.writeEndArray();
  }

  void map(String field, Map<String, String> values) {
    out.writeObjectPropertyStart(field);
    new TreeMap<>(values).forEach(out::writeStringProperty);
    out.writeEndObject();
  }

  void object(String field, Runnable members) {
    out.writeObjectPropertyStart(field);
    members.run();
    out.writeEndObject();
  }

  /**
   * Writes a value as it is.
   *
   * @param what the value, for people, if it is not JSON
   */
  void json(String field, Json value, String what) {
    out.writeName(field);
    out.writeRawValue(checked(value, what));
  }

  /** As {@link #json}, several in an array. */
  void jsons(String field, List<Json> values, String what) {
    out.writeArrayPropertyStart(field);
    values.forEach(value -> out.writeRawValue(checked(value, what)));
    out.writeEndArray();
  }

  /** A value trusts its maker; here a text that is none would spoil the whole definition. */
  private static String checked(Json value, String what) {
    try {
      return Json.parse(value.text()).text();
    } catch (InvalidJsonException e) {
      throw new IllegalArgumentException(what + " is not JSON", e);
    }
  }
}

package io.taskflow.flow.json;

import io.taskflow.protocol.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;

/**
 * Walks through a JSON text and says where it stands when something is not as expected. Belongs to
 * one reading, on its thread.
 */
final class JsonCursor implements AutoCloseable {

  private final String text;
  private final JsonParser in;

  JsonCursor(String text) {
    this.text = text;
    this.in = FlowJson.FACTORY.createParser(ObjectReadContext.empty(), text);
  }

  /** What to do with a member; the cursor stands at its value. */
  @FunctionalInterface
  interface MemberReader {
    void read(String name);
  }

  /** Goes to the next token; past the last one there is none. */
  void next() {
    try {
      in.nextToken();
    } catch (JacksonException e) {
      throw notJson(e);
    }
  }

  boolean atEnd() {
    return in.currentToken() == null;
  }

  /** Reads the object at which the cursor stands. */
  void object(MemberReader members) {
    expect(JsonToken.START_OBJECT, "an object");
    for (next(); in.currentToken() != JsonToken.END_OBJECT; next()) {
      String name = in.currentName();
      next();
      members.read(name);
    }
  }

  /** Reads the array at which the cursor stands. */
  void array(Runnable element) {
    expect(JsonToken.START_ARRAY, "an array");
    for (next(); in.currentToken() != JsonToken.END_ARRAY; next()) {
      element.run();
    }
  }

  boolean atObject() {
    return in.currentToken() == JsonToken.START_OBJECT;
  }

  boolean atArray() {
    return in.currentToken() == JsonToken.START_ARRAY;
  }

  String string() {
    expect(JsonToken.VALUE_STRING, "a text");
    try {
      return in.getString();
    } catch (JacksonException e) {
      throw notJson(e);
    }
  }

  boolean bool() {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> throw unexpected("true or false");
    };
  }

  int integer() {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    try {
      return in.getIntValue();
    } catch (JacksonException e) {
      throw error("a smaller number is expected");
    }
  }

  double number() {
    JsonToken token = in.currentToken();
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw unexpected("a number");
    }
    try {
      return in.getDoubleValue();
    } catch (JacksonException e) {
      throw error("a smaller number is expected");
    }
  }

  Duration duration() {
    String value = string();
    try {
      return Duration.parse(value);
    } catch (DateTimeException e) {
      throw error(
          "a duration such as PT30S or PT1H30M is expected, but this is '" + brief(value) + "'");
    }
  }

  List<String> strings() {
    List<String> values = new ArrayList<>();
    array(() -> values.add(string()));
    return values;
  }

  Map<String, String> stringMap() {
    Map<String, String> values = new TreeMap<>();
    object(name -> values.put(name, string()));
    return values;
  }

  /** The value as it is, its numbers digit for digit. */
  Json json() {
    try {
      int from = (int) in.currentTokenLocation().getCharOffset();
      in.skipChildren();
      in.finishToken();
      int to = (int) in.currentLocation().getCharOffset();
      return Json.parse(text.substring(from, to));
    } catch (JacksonException e) {
      throw notJson(e);
    } catch (IllegalArgumentException e) {
      throw error(String.valueOf(e.getMessage()));
    }
  }

  List<Json> jsons() {
    List<Json> values = new ArrayList<>();
    array(() -> values.add(json()));
    return values;
  }

  /** A member that has to be there. */
  <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw error("the member '%s' is missing".formatted(field));
    }
    return value;
  }

  /** Makes a value whose own rules may refuse what was read. */
  <T> T checked(Supplier<T> value) {
    try {
      return value.get();
    } catch (InvalidFlowJsonException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw error(String.valueOf(e.getMessage()));
    }
  }

  InvalidFlowJsonException unknown(String name, String known) {
    return error("the member '%s' is not known: %s".formatted(brief(name), known));
  }

  InvalidFlowJsonException noSuch(String what, List<String> known, String text) {
    return error("a %s is one of %s, but this is '%s'".formatted(what, known, brief(text)));
  }

  InvalidFlowJsonException error(String problem) {
    TokenStreamLocation at = in.currentTokenLocation();
    return new InvalidFlowJsonException(
        in.streamReadContext().pathAsPointer().toString(),
        Math.max(1, at.getLineNr()),
        Math.max(1, at.getColumnNr()),
        problem);
  }

  private void expect(JsonToken token, String expected) {
    if (in.currentToken() != token) {
      throw unexpected(expected);
    }
  }

  private InvalidFlowJsonException unexpected(String expected) {
    return error(
        "%s is expected, but here is %s"
            .formatted(
                expected,
                switch (in.currentToken()) {
                  case null -> "the end of the text";
                  case START_OBJECT -> "an object";
                  case START_ARRAY -> "an array";
                  case VALUE_STRING -> "a text";
                  case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                  case VALUE_NULL -> "null";
                  case VALUE_TRUE, VALUE_FALSE -> "true or false";
                  default -> "something else";
                }));
  }

  private InvalidFlowJsonException notJson(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return new InvalidFlowJsonException(
        in.streamReadContext().pathAsPointer().toString(),
        at == null ? 1 : Math.max(1, at.getLineNr()),
        at == null ? 1 : Math.max(1, at.getColumnNr()),
        "it is not JSON: " + e.getOriginalMessage());
  }

  static String brief(String value) {
    return value.length() <= 50 ? value : value.substring(0, 50) + "…";
  }

  @Override
  public void close() {
    in.close();
  }
}

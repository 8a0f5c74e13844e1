package io.taskflow.protocol.json;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.internal.CompactJson;
import io.taskflow.protocol.internal.JsonProblem;
import io.taskflow.protocol.internal.Surrogates;
import io.taskflow.protocol.json.MalformedMessageException.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads one message and says where it is wrong. Owned by the thread that decodes it. */
final class JsonIn implements AutoCloseable {

  private final JsonParser in;
  private final JsonFactory factory;
  private final MessageLimits limits;
  private final @Nullable ValueCipher cipher;
  private @Nullable String subject;
  private boolean skipped;

  JsonIn(JsonFactory factory, MessageLimits limits, @Nullable ValueCipher cipher, byte[] body) {
    this.in = factory.createParser(ObjectReadContext.empty(), body);
    this.factory = factory;
    this.limits = limits;
    this.cipher = cipher;
  }

  /** What decrypts values; null if nothing does. */
  @Nullable ValueCipher cipher() {
    return cipher;
  }

  /** A reader of a value of this message, which is in the clear. */
  JsonIn part(byte[] value) {
    return new JsonIn(factory, limits, null, value);
  }

  /** Notes what the message is about; its attempt comes after its flow. */
  void subject(String value) {
    subject = value;
  }

  /** What the message is about; null if that was not read yet. */
  @Nullable String subject() {
    return subject;
  }

  /** Whether the current value is an object. */
  boolean atObject() {
    return in.currentToken() == JsonToken.START_OBJECT;
  }

  /** The current value, however large. */
  Json raw() {
    return new Json(CompactJson.read(in));
  }

  /** Goes to the beginning of the message. */
  void begin() {
    if (in.nextToken() == null) {
      throw new MalformedMessageException(Problem.NOT_JSON, "the message is empty");
    }
  }

  /** Makes sure that nothing follows. */
  void end() {
    if (in.nextToken() != null) {
      throw new MalformedMessageException(
          Problem.NOT_JSON, "there is more after the end of the message" + where());
    }
  }

  /** Goes to the next element of the current array; false at the array's end. */
  boolean nextElement() {
    return in.nextToken() != JsonToken.END_ARRAY;
  }

  /** Goes to the next member of the current object and its value; false at the object's end. */
  boolean nextMember() {
    return in.nextValue() != JsonToken.END_OBJECT;
  }

  /** The name of the member whose value is current. */
  String memberName() {
    return Surrogates.replaceLone(in.currentName());
  }

  void skip() {
    skipped = true;
    in.skipChildren();
  }

  /** Whether a member was left out that somebody else might know. */
  boolean skipped() {
    return skipped;
  }

  void expectObject() {
    expect(JsonToken.START_OBJECT, "an object");
  }

  void expectArray() {
    expect(JsonToken.START_ARRAY, "an array");
  }

  String text() {
    expect(JsonToken.VALUE_STRING, "a text");
    return Surrogates.replaceLone(in.getString());
  }

  long whole(long min, long max) {
    String expected = "a whole number from " + min + " to " + max;
    double value = in.currentToken().isNumeric() ? in.getDoubleValue() : Double.NaN;
    // Some languages write whole numbers as 1.0; JSON Schema takes that for an integer too.
    if (value != Math.rint(value)) {
      throw wrong(expected);
    }
    // All limits are within what a double holds exactly.
    if (value < min || value > max) {
      throw invalid("expected " + expected + ", found one out of this range");
    }
    return (long) value;
  }

  double fraction() {
    if (!in.currentToken().isNumeric()) {
      throw wrong("a number");
    }
    return in.getDoubleValue();
  }

  boolean truth() {
    if (!in.currentToken().isBoolean()) {
      throw wrong("true or false");
    }
    return in.getBooleanValue();
  }

  Json value() {
    Json value = new Json(CompactJson.read(in));
    int depth = ValueSize.depth(value.text(), limits.maxDepth());
    if (depth > limits.maxDepth()) {
      throw tooLarge("nested " + depth + " levels deep, at most " + limits.maxDepth());
    }
    return value;
  }

  /** Refuses values that together are too large. */
  void checkBytes(long valueBytes) {
    if (valueBytes > limits.maxValueBytes()) {
      throw tooLarge(valueBytes + " bytes, at most " + limits.maxValueBytes());
    }
  }

  /** The current value breaks a rule. */
  MalformedMessageException invalid(String what) {
    return new MalformedMessageException(Problem.INVALID_FIELD, path() + ": " + what + where());
  }

  /** The current object lacks a member. */
  MalformedMessageException missing(String name) {
    return new MalformedMessageException(
        Problem.INVALID_FIELD, path() + "/" + name + ": the field is missing" + where());
  }

  @Override
  public void close() {
    in.close();
  }

  private void expect(JsonToken wanted, String expected) {
    if (in.currentToken() != wanted) {
      throw wrong(expected);
    }
  }

  private MalformedMessageException wrong(String expected) {
    return invalid("expected " + expected + ", found " + name(in.currentToken()));
  }

  private MalformedMessageException tooLarge(String what) {
    return new MalformedMessageException(
        Problem.TOO_LARGE, path() + ": " + what + " are allowed" + where());
  }

  /** Where in the message the current token is, as a JSON Pointer. */
  private String path() {
    return in.streamReadContext().pathAsPointer().toString();
  }

  private String where() {
    return JsonProblem.where(in.currentTokenLocation());
  }

  private static String name(JsonToken token) {
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null (leave a field out instead)";
      default -> "the end of the input";
    };
  }
}

package io.taskflow.protocol.json;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.internal.Surrogates;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes one message. Owned by the thread that encodes it. */
final class JsonOut implements AutoCloseable {

  private static final int MUCH = 4_096;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final JsonGenerator out;
  private final JsonFactory factory;
  private final MessageLimits limits;
  private final @Nullable ValueCipher cipher;
  private String subject = "";

  private int measured;
  private int largestBytes;
  private String largest = "";

  JsonOut(JsonFactory factory, MessageLimits limits, @Nullable ValueCipher cipher) {
    this.out = factory.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8);
    this.factory = factory;
    this.limits = limits;
    this.cipher = cipher;
  }

  /** What encrypts values; null if nothing does. */
  @Nullable ValueCipher cipher() {
    return cipher;
  }

  /** A writer of a value of this message alone, in the clear. */
  JsonOut part() {
    return new JsonOut(factory, limits, null);
  }

  /** Notes what the message is about; its attempt comes after its flow. */
  void subject(String value) {
    subject = value;
  }

  /** What the message is about; empty if that was not written yet. */
  String subject() {
    return subject;
  }

  void startObject() {
    out.writeStartObject();
  }

  void endObject() {
    out.writeEndObject();
  }

  void startArray() {
    out.writeStartArray();
  }

  void endArray() {
    out.writeEndArray();
  }

  void name(String name) {
    out.writeName(Surrogates.replaceLone(name));
  }

  void text(String value) {
    out.writeString(Surrogates.replaceLone(value));
  }

  void whole(long value) {
    out.writeNumber(value);
  }

  void fraction(double value) {
    out.writeNumber(value);
  }

  void truth(boolean value) {
    out.writeBoolean(value);
  }

  /**
   * Writes a value as it is.
   *
   * @param field the field of the message that it belongs to
   */
  void value(String field, Json value) {
    int depth = ValueSize.depth(value.text(), limits.maxDepth());
    if (depth > limits.maxDepth()) {
      throw new MessageTooLargeException(
          "the nesting of '" + field + "' is too deep", field, depth, limits.maxDepth(), "levels");
    }
    if (value.length() < MUCH) {
      out.writeRawValue(value.text());
    } else {
      // What comes before it, a separator included; then it goes past the generator, which takes
      // one character after the other.
      out.writeRawValue("");
      out.flush();
      bytes.writeBytes(value.text().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Refuses values that together are too large. */
  void checkBytes(String field, long valueBytes) {
    if (valueBytes > limits.maxValueBytes()) {
      throw new MessageTooLargeException(
          "'" + field + "' is too large", field, valueBytes, limits.maxValueBytes(), "bytes");
    }
  }

  /** Takes notice of how much has been written since the last call, for the error if it is much. */
  void measure(String field) {
    int size = bytes.size() + out.streamWriteOutputBuffered();
    if (size - measured > largestBytes) {
      largestBytes = size - measured;
      largest = field;
    }
    measured = size;
  }

  /** Ends the message and gives its bytes. */
  byte[] finish() {
    out.close();
    if (bytes.size() > limits.maxMessageBytes()) {
      throw new MessageTooLargeException(
          "the message is too large (its largest field is '"
              + largest
              + "' with "
              + largestBytes
              + " bytes)",
          largest,
          bytes.size(),
          limits.maxMessageBytes(),
          "bytes");
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    out.close();
  }
}

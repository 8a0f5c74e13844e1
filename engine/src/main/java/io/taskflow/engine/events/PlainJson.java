package io.taskflow.engine.events;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes what almost every announcement consists of, texts in objects, straight to bytes: the same
 * bytes as {@link io.taskflow.protocol.Json#of} makes, which has to be prepared for anything.
 */
final class PlainJson {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int USUAL_LENGTH = 512;

  private PlainJson() {}

  /**
   * The object in UTF-8; null if it holds anything else than texts, truths, objects and lists, or a
   * character beyond the first 65,536, which might be half of one.
   */
  static byte @Nullable [] write(Map<String, ?> object) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_LENGTH);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      if (!write(json, object)) {
        return null;
      }
    }
    return out.toByteArray();
  }

  private static boolean write(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case String text -> {
        if (hasSurrogate(text)) {
          return false;
        }
        json.writeString(text);
      }
      case Boolean truth -> json.writeBoolean(truth);
      case Map<?, ?> object -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : object.entrySet()) {
          if (!(member.getKey() instanceof String name) || hasSurrogate(name)) {
            return false;
          }
          json.writeName(name);
          if (!write(json, member.getValue())) {
            return false;
          }
        }
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        for (Object element : list) {
          if (!write(json, element)) {
            return false;
          }
        }
        json.writeEndArray();
      }
      case null, default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean hasSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}

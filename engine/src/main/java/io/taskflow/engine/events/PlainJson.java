package io.taskflow.engine.events;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes what almost every announcement consists of, texts in objects, straight to bytes: the same
 * bytes as {@link io.taskflow.protocol.Json#of} makes, which has to be prepared for anything.
 */
final class PlainJson {

  private static final int USUAL_LENGTH = 512;

  private PlainJson() {}

  /**
   * The object in UTF-8, which must not be nested so deep that {@code Json} would refuse it: only
   * details are, and they come with a number. Null if it holds anything else than texts, truths,
   * objects and lists, or a character beyond the first 65,536, which might be half of one.
   */
  static byte @Nullable [] write(Map<String, ?> object) {
    StringBuilder out = new StringBuilder(USUAL_LENGTH);
    return object(out, object) ? out.toString().getBytes(StandardCharsets.UTF_8) : null;
  }

  // Tested in the order of how often they come; a switch over patterns takes longer.
  private static boolean value(StringBuilder out, @Nullable Object value) {
    if (value instanceof String text) {
      return text(out, text);
    }
    if (value instanceof Map<?, ?> object) {
      return object(out, object);
    }
    if (value instanceof Boolean truth) {
      out.append(truth.booleanValue());
      return true;
    }
    return value instanceof List<?> list && list(out, list);
  }

  private static boolean object(StringBuilder out, Map<?, ?> object) {
    char before = '{';
    for (Map.Entry<?, ?> member : object.entrySet()) {
      out.append(before);
      if (!(member.getKey() instanceof String name) || !text(out, name)) {
        return false;
      }
      out.append(':');
      if (!value(out, member.getValue())) {
        return false;
      }
      before = ',';
    }
    out.append(object.isEmpty() ? "{}" : "}");
    return true;
  }

  private static boolean list(StringBuilder out, List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      if (!value(out, list.get(i))) {
        return false;
      }
    }
    out.append(']');
    return true;
  }

  private static boolean text(StringBuilder out, String text) {
    boolean plain = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        return false;
      }
      plain &= c >= ' ' && c != '"' && c != '\\';
    }
    out.append('"');
    if (plain) {
      out.append(text);
    } else {
      JsonStringEncoder.getInstance().quoteAsString(text, out);
    }
    out.append('"');
    return true;
  }
}

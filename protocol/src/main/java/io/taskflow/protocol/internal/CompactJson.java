package io.taskflow.protocol.internal;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * The strict dialect in which all JSON is read, and the copying of values as compact text: no
 * insignificant white space, the shortest escapes, numbers digit for digit as they were written.
 */
public final class CompactJson {

  /** What is said of a member's name that has no encoding in UTF-8. */
  static final String HALF_NAME = "a name in an object contains half a character";

  private CompactJson() {}

  /**
   * A factory of parsers that refuse members of the same name, encodings other than UTF-8 and
   * deeper nesting than given. Thread-safe.
   */
  public static JsonFactory factory(int maxDepth) {
    return JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(maxDepth).build())
        .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(maxDepth).build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
        // As a bare word NaN is refused when the text is read back; as a text it would pass.
        .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
        .build();
  }

  /**
   * Copies the value that begins at the parser's current token; afterwards the current token is the
   * last one of the value.
   *
   * @throws StreamReadException if a member's name contains half a surrogate pair
   */
  public static String read(JsonParser in) {
    JsonToken token = in.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return quoted(in.getString());
    }
    StringBuilder text = new StringBuilder();
    int depth = 0;
    while (true) {
      append(token, in, text);
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
      if (depth == 0 && token != JsonToken.PROPERTY_NAME) {
        return text.toString();
      }
      token = in.nextToken();
    }
  }

  private static void append(JsonToken token, JsonParser in, StringBuilder text) {
    if (!token.isStructEnd() && followsAnotherItem(text)) {
      text.append(',');
    }
    switch (token) {
      case PROPERTY_NAME -> {
        quote(paired(in), text);
        text.append(':');
      }
      case VALUE_STRING -> quote(in.getString(), text);
      default -> text.append(in.getString());
    }
  }

  /** Whatever is not the beginning of a container or a member's name has just ended an item. */
  private static boolean followsAnotherItem(StringBuilder text) {
    if (text.isEmpty()) {
      return false;
    }
    char last = text.charAt(text.length() - 1);
    return last != '{' && last != '[' && last != ':';
  }

  /** As an escape a half could be written, but parsers refuse it in a name. */
  private static String paired(JsonParser in) {
    String name = in.currentName();
    if (!Surrogates.paired(name)) {
      throw new StreamReadException(in, HALF_NAME);
    }
    return name;
  }

  /** A text as a JSON value, with the shortest escapes. */
  public static String quoted(String value) {
    StringBuilder text = new StringBuilder(value.length() + 16);
    quote(value, text);
    return text.toString();
  }

  /**
   * Most texts are taken as they are, which costs a small part of going through them for escapes.
   */
  private static void quote(String value, StringBuilder text) {
    text.append('"');
    if (isPlain(value)) {
      text.append(value);
    } else {
      JsonStringEncoder.getInstance().quoteAsString(value, text);
    }
    text.append('"');
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }
}

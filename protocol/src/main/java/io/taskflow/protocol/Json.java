package io.taskflow.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON value that travels, is stored and is compared as its compact text. Arguments and results
 * pass through the engine untouched, so they are parsed only where somebody looks into them.
 *
 * @param text one JSON value without insignificant white space; object members keep the order in
 *     which they were written
 */
public record Json(String text) {

  /** The value {@code null}. */
  public static final Json NULL = new Json("null");

  /** Deepest nesting of arrays and objects that is read or written. */
  public static final int MAX_DEPTH = 200;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.FAIL_ON_SELF_REFERENCES)
          .build();

  /**
   * The value of a Java object: records, maps, collections, texts, numbers, booleans, {@code
   * java.time} values, null.
   *
   * @throws InvalidJsonException if the object can't be written as JSON
   */
  public static Json of(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    if (value instanceof Json json) {
      return json;
    }
    try {
      return new Json(MAPPER.writeValueAsString(value));
    } catch (JacksonException | StackOverflowError e) {
      throw new InvalidJsonException(
          "a value of type " + value.getClass().getName() + " can't be written as JSON: " + brief(e),
          e);
    }
  }

  /**
   * Reads one JSON value from a text that may be spaced in any way.
   *
   * @throws InvalidJsonException if the text is not exactly one JSON value within the depth limit
   */
  public static Json parse(String text) {
    try {
      return new Json(MAPPER.writeValueAsString(MAPPER.readTree(text)));
    } catch (JacksonException e) {
      throw new InvalidJsonException("not a JSON value: " + brief(e), e);
    }
  }

  /**
   * The value as a Java object of the given type.
   *
   * @throws InvalidJsonException if the value doesn't fit the type
   */
  public <T> T as(Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JacksonException e) {
      throw new InvalidJsonException(
          "the JSON value can't be read as " + type.getName() + ": " + brief(e), e);
    }
  }

  /** The value as maps, lists, texts, numbers, booleans or null. */
  public @Nullable Object toObject() {
    return isNull() ? null : as(Object.class);
  }

  /** Whether it is the value {@code null}. */
  public boolean isNull() {
    return text.equals("null");
  }

  /**
   * The element at an index of an array.
   *
   * @return null if this is not an array or has no such index
   */
  public @Nullable Json element(int index) {
    return toObject() instanceof List<?> list && index < list.size() ? of(list.get(index)) : null;
  }

  /**
   * The value of a member of an object.
   *
   * @return null if this is not an object or has no such member
   */
  public @Nullable Json member(String name) {
    return toObject() instanceof Map<?, ?> map && map.containsKey(name) ? of(map.get(name)) : null;
  }

  /** How many characters the text has; a bound for its memory and, in ASCII, its bytes. */
  public int length() {
    return text.length();
  }

  @Override
  public String toString() {
    return text;
  }

  /** The parser's message without the excerpt of the source, which may hold secrets. */
  private static String brief(Throwable e) {
    return e instanceof JacksonException j ? j.getOriginalMessage() : e.getClass().getSimpleName();
  }
}

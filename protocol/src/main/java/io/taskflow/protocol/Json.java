package io.taskflow.protocol;

import io.taskflow.protocol.internal.CompactJson;
import io.taskflow.protocol.internal.JsonProblem;
import io.taskflow.protocol.internal.Surrogates;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * A JSON value that travels, is stored and is compared as its compact text. Arguments and results
 * pass through the engine untouched, so they are parsed only where somebody looks into them.
 *
 * <p>Numbers keep their digits, whatever their size. Two values are equal if their texts are:
 * {@code 1} is not {@code 1.0}, and the order of members counts.
 *
 * @param text one JSON value without insignificant white space; object members keep the order in
 *     which they were written. The constructor trusts it: use {@link #parse} for texts from
 *     outside.
 */
public record Json(String text) {

  /** The value {@code null}. */
  public static final Json NULL = new Json("null");

  /** Deepest nesting of arrays and objects that is read or written. */
  public static final int MAX_DEPTH = 200;

  private static final JsonFactory FACTORY = CompactJson.factory(MAX_DEPTH);

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .addModule(
              new SimpleModule("taskflow-json")
                  .addSerializer(Json.class, new Serializer())
                  .addDeserializer(Json.class, new Deserializer()))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .enable(SerializationFeature.FAIL_ON_SELF_REFERENCES)
          .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  /** Keeps halves of surrogate pairs as escapes: as characters they would not survive UTF-8. */
  public Json {
    text = Surrogates.escapeLone(text);
  }

  /**
   * The value of a Java object: records, maps, collections, texts, numbers, booleans, {@code
   * java.time} values, {@code Json} values in any place, null.
   *
   * @throws InvalidJsonException if the object can't be written as JSON: not a number, infinite,
   *     nested too deep, in a circle, with two members of one name, or with half a surrogate pair
   *     in a member's name
   */
  public static Json of(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    if (value instanceof Json json) {
      return json;
    }
    if (value instanceof String string) {
      return new Json(CompactJson.quoted(string));
    }
    try {
      // The mapper writes NaN, equal keys of different types and very long numbers without
      // complaint.
      return parse(MAPPER.writeValueAsString(value));
    } catch (JacksonException | StackOverflowError | InvalidJsonException e) {
      throw new InvalidJsonException(
          "a value of type "
              + value.getClass().getName()
              + " can't be written as JSON: "
              + brief(e),
          e);
    }
  }

  /**
   * Reads one JSON value from a text that may be spaced in any way.
   *
   * @throws InvalidJsonException if the text is not exactly one JSON value within the depth limit
   */
  public static Json parse(String text) {
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (in.nextToken() == null) {
        throw new InvalidJsonException("not a JSON value: the text is empty");
      }
      Json value = new Json(CompactJson.read(in));
      if (in.nextToken() != null) {
        throw new InvalidJsonException("not a JSON value: there is more text after the value");
      }
      return value;
    } catch (JacksonException e) {
      throw new InvalidJsonException("not a JSON value: " + JsonProblem.describe(e));
    }
  }

  /**
   * The value as a Java object of the given type. Members that the type doesn't have are ignored;
   * numbers are not cut, and texts are not taken for numbers.
   *
   * @throws InvalidJsonException if the value doesn't fit the type, or is {@code null}
   */
  public <T> T as(Class<T> type) {
    if (isNull()) {
      throw new InvalidJsonException(
          "the JSON value is null, but a " + type.getName() + " is expected");
    }
    if (type == String.class && isPlainText()) {
      return type.cast(text.substring(1, text.length() - 1));
    }
    try {
      return MAPPER.readValue(text, type);
    } catch (JacksonException e) {
      throw new InvalidJsonException(
          "the JSON value can't be read as " + type.getName() + ": " + JsonProblem.describe(e));
    }
  }

  /**
   * The value as maps, lists, texts, numbers, booleans or null. Whole numbers are {@code Integer},
   * {@code Long} or {@code BigInteger}, others {@code BigDecimal}: no digit is lost.
   */
  public @Nullable Object toObject() {
    return isNull() ? null : as(Object.class);
  }

  /** Whether it is the value {@code null}. */
  public boolean isNull() {
    return text.equals("null");
  }

  /**
   * The element at an index of an array, from 0. Reads the text up to that element.
   *
   * @return null if this is not an array or has no such index
   */
  public @Nullable Json element(int index) {
    return text.startsWith("[") ? find((in, position) -> position == index) : null;
  }

  /**
   * The elements of an array, in order.
   *
   * @return null if this is not an array
   */
  public @Nullable List<Json> elements() {
    return text.startsWith("[") ? List.of(as(Json[].class)) : null;
  }

  /**
   * The value of a member of an object. Reads the text up to that member.
   *
   * @return null if this is not an object or has no such member
   */
  public @Nullable Json member(String name) {
    return text.startsWith("{") ? find((in, position) -> name.equals(in.currentName())) : null;
  }

  /** How many characters the text has; a bound for its memory and, in ASCII, its bytes. */
  public int length() {
    return text.length();
  }

  @Override
  public String toString() {
    return text;
  }

  /** Whether it is a text without escapes. */
  private boolean isPlainText() {
    return text.length() > 1
        && text.charAt(0) == '"'
        && text.indexOf('"', 1) == text.length() - 1
        && text.indexOf('\\') < 0;
  }

  private @Nullable Json find(Wanted wanted) {
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      in.nextToken();
      for (int i = 0; !in.nextValue().isStructEnd(); i++) {
        if (wanted.test(in, i)) {
          return new Json(CompactJson.read(in));
        }
        in.skipChildren();
      }
      return null;
    } catch (JacksonException e) {
      throw new InvalidJsonException("not a JSON value: " + JsonProblem.describe(e));
    }
  }

  /** Errors of writing tell about types, not about values. */
  private static String brief(Throwable e) {
    return switch (e) {
      case DatabindException mapping -> mapping.getOriginalMessage();
      case JacksonException other -> JsonProblem.describe(other);
      case InvalidJsonException invalid -> String.valueOf(invalid.getMessage());
      default -> e.getClass().getSimpleName();
    };
  }

  /** Picks one of the values of an array or object. */
  @FunctionalInterface
  private interface Wanted {
    boolean test(JsonParser in, int position);
  }

  /** Lets users' own records and maps carry values as they are. */
  private static final class Serializer extends StdSerializer<Json> {
    Serializer() {
      super(Json.class);
    }

    @Override
    public void serialize(Json value, JsonGenerator out, SerializationContext context) {
      out.writeRawValue(value.text);
    }
  }

  /** The counterpart of {@link Serializer}. */
  private static final class Deserializer extends StdDeserializer<Json> {
    Deserializer() {
      super(Json.class);
    }

    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) {
      return new Json(CompactJson.read(in));
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
      return NULL;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }
}

package io.taskflow.engine.journal;

import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;

/** Puts values that wrap one text, such as ids, into entries as that text. */
final class TextValue {

  private TextValue() {}

  static final class Writer<T> extends ValueSerializer<T> {
    private final Function<T, String> text;

    Writer(Function<T, String> text) {
      this.text = text;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      out.writeString(text.apply(value));
    }
  }

  static final class Reader<T> extends ValueDeserializer<T> {
    private final Function<String, T> value;

    Reader(Function<String, T> value) {
      this.value = value;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) {
      return value.apply(in.getString());
    }
  }
}

package io.taskflow.engine.journal;

import io.taskflow.protocol.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;

/** Puts {@link Json} values into entries as they are, not as texts in quotes. */
final class RawJson {

  private RawJson() {}

  static final class Writer extends ValueSerializer<Json> {
    @Override
    public void serialize(Json value, JsonGenerator out, SerializationContext context) {
      out.writeRawValue(value.text());
    }
  }

  static final class Reader extends ValueDeserializer<Json> {
    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) {
      return new Json(context.readTree(in).toString());
    }

    @Override
    public Json getNullValue(DeserializationContext context) {
      return Json.NULL;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }
}

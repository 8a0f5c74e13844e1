package io.taskflow.engine.journal;

import io.taskflow.protocol.Json;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
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

  /** Reads the value token by token: as a tree or a Java number it would lose digits. */
  static final class Reader extends ValueDeserializer<Json> {

    private static final JsonFactory FACTORY = new JsonFactory();

    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) {
      StringWriter text = new StringWriter();
      try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
        copy(in, out);
      }
      return new Json(text.toString());
    }

    private static void copy(JsonParser in, JsonGenerator out) {
      int depth = 0;
      for (JsonToken token = in.currentToken(); ; token = in.nextToken()) {
        if (token.isNumeric()) {
          out.writeNumber(in.getString());
        } else {
          out.copyCurrentEvent(in);
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 0 && token != JsonToken.PROPERTY_NAME) {
          return;
        }
      }
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

package io.taskflow.engine.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Timestamps;
import java.time.Instant;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** How what the journal keeps is written as JSON. */
final class StoredJson {

  private StoredJson() {}

  /** Values as they are, ids as texts, no member for what is null; unknown members are ignored. */
  static JsonMapper.Builder mapper() {
    return JsonMapper.builder()
        .addModule(
            new SimpleModule()
                .addSerializer(Json.class, new RawJson.Writer())
                .addDeserializer(Json.class, new RawJson.Reader())
                .addSerializer(FlowId.class, new TextValue.Writer<>(FlowId::value))
                .addDeserializer(FlowId.class, new TextValue.Reader<>(FlowId::new))
                .addSerializer(Instant.class, new TextValue.Writer<>(Timestamps::text))
                .addDeserializer(Instant.class, new TextValue.Reader<>(Timestamps::parse))
                .addSerializer(AttemptToken.class, new TextValue.Writer<>(AttemptToken::value))
                .addDeserializer(AttemptToken.class, new TextValue.Reader<>(AttemptToken::new)))
        .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }
}

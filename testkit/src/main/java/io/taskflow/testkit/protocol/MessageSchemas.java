package io.taskflow.testkit.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.taskflow.protocol.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks bytes against the JSON Schemas of the protocol: what a worker or engine in any language
 * sends must pass. Thread-safe.
 */
public final class MessageSchemas {

  /** The type of notifications; all other types are kinds of messages. */
  public static final String FLOW_EVENT = "flow-event";

  private static final String PREFIX = "urn:taskflow:schema:";

  /** Strict about what the schema does not see: repeated names, text behind the value. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder -> builder.schemas(MessageSchemas::sourceOf).schemaCacheEnabled(true));

  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private MessageSchemas() {}

  /**
   * Fails if the bytes break the schema of their type.
   *
   * @param type the kind of message, as in the AMQP property {@code type}, or {@link #FLOW_EVENT}
   * @param body the bytes as sent
   * @throws AssertionError with all problems and the body
   */
  public static void assertValid(String type, byte[] body) {
    List<String> problems = problems(type, body);
    if (!problems.isEmpty()) {
      throw new AssertionError(
          "a message of type '%s' breaks its schema: %s%n%s"
              .formatted(type, String.join("; ", problems), new String(body, UTF_8)));
    }
  }

  /** Everything in which the bytes break the schema of their type; empty if they are valid. */
  public static List<String> problems(String type, byte[] body) {
    @Nullable String source = sourceOf(PREFIX + type + ":1");
    if (source == null) {
      return List.of("there is no schema for the type '" + type + "'");
    }
    JsonNode message;
    try {
      message = MAPPER.readTree(body);
    } catch (JacksonException e) {
      return List.of("not JSON: " + e.getOriginalMessage());
    }
    return schema(type)
        .validate(
            message,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .toList();
  }

  /** The text of a schema file, for instance {@code task-request}; null if there is none. */
  public static @Nullable String source(String name) {
    try (InputStream file =
        Message.class.getClassLoader().getResourceAsStream("schema/" + name + ".json")) {
      return file == null ? null : new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the schema " + name, e);
    }
  }

  private static Schema schema(String type) {
    return SCHEMAS.computeIfAbsent(
        type, name -> REGISTRY.getSchema(SchemaLocation.of(PREFIX + name + ":1")));
  }

  /** The schema with an {@code $id}; ids look like {@code urn:taskflow:schema:task-request:1}. */
  private static @Nullable String sourceOf(String id) {
    return id.startsWith(PREFIX) && id.endsWith(":1")
        ? source(id.substring(PREFIX.length(), id.length() - 2))
        : null;
  }
}

package io.taskflow.flow.yaml;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.taskflow.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published schema of flow documents. */
final class FlowSchema {

  static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final JsonNode SOURCE = source();

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(SOURCE);

  private FlowSchema() {}

  private static JsonNode source() {
    try {
      return MAPPER.readTree(Files.readString(ROOT.resolve("docs/schema/flow.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the members that one of its definitions has. */
  static List<String> members(String definition) {
    return List.copyOf(SOURCE.get("$defs").get(definition).get("properties").propertyNames());
  }

  /** The names of the members that one of its definitions must have. */
  static List<String> required(String definition) {
    JsonNode required = SOURCE.get("$defs").get(definition).get("required");
    return required == null ? List.of() : required.valueStream().map(JsonNode::asString).toList();
  }

  /** What is wrong with a document in YAML or JSON by the schema. */
  static List<String> problems(String text) {
    YamlNode root = YamlTree.read(text, new Findings("f"));
    Json json = new Json(JsonText.print(Objects.requireNonNull(root)));
    return SCHEMA.validate(MAPPER.readTree(json.text())).stream().map(Error::toString).toList();
  }
}

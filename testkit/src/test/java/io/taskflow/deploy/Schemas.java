package io.taskflow.deploy;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds values against a JSON Schema of draft 7, which Compose and Helm use. */
final class Schemas {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Schemas() {}

  /** What is wrong with a value; empty if nothing is. */
  static List<String> problems(String schema, Map<String, Object> value) {
    ObjectNode source = (ObjectNode) MAPPER.readTree(schema);
    // Its address may be written in ways that the validator does not know.
    source.remove(List.of("$schema", "$id"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(source)
        .validate(MAPPER.readTree(MAPPER.writeValueAsString(value)))
        .stream()
        .map(Error::toString)
        .toList();
  }
}

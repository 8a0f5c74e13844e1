package io.taskflow.testkit.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.json.MessageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema files are complete, and the AsyncAPI document refers to all of them. */
class SchemaFilesTest {

  private static final Path SCHEMAS =
      ProjectFiles.root().resolve(Path.of("protocol", "src", "main", "resources", "schema"));
  private static final Path ASYNCAPI =
      ProjectFiles.root().resolve(Path.of("docs", "asyncapi.yaml"));

  @Test
  void thereIsOneForEachKindOfMessage() throws IOException {
    Set<String> expected = kinds();
    expected.add("definitions");
    expected.add(MessageSchemas.FLOW_EVENT);

    assertThat(names()).isEqualTo(expected);
  }

  @Test
  void eachSaysWhoItIsAndExplainsEveryField() throws IOException {
    for (String name : names()) {
      JsonNode schema = JsonMapper.shared().readTree(SCHEMAS.resolve(name + ".json"));
      assertThat(schema.path("$id").asString()).isEqualTo("urn:taskflow:schema:" + name + ":1");
      assertThat(schema.path("description").asString()).as(name).isNotBlank();
      assertExplained(name, schema);
    }
  }

  @Test
  void theAsyncApiDocumentCoversEveryKindAndRefersToWhatExists() throws IOException {
    Object document =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(ASYNCAPI));
    Set<String> references = new TreeSet<>();
    collectReferences(document, references);

    Set<String> files =
        references.stream().filter(r -> !r.startsWith("#")).collect(Collectors.toSet());
    assertThat(files)
        .allSatisfy(file -> assertThat(ASYNCAPI.resolveSibling(file).normalize()).exists());
    assertThat(files.stream().map(SchemaFilesTest::name).collect(Collectors.toSet()))
        .containsAll(kinds())
        .contains(MessageSchemas.FLOW_EVENT);
    assertThat(references.stream().filter(r -> r.startsWith("#")))
        .isNotEmpty()
        .allSatisfy(r -> assertThat(target(document, r)).as(r).isNotNull());
  }

  /** Each property that is more than a refusal says what it is, itself or by what it refers to. */
  private static void assertExplained(String where, JsonNode schema) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      assertThat(property.getValue().has("description") || property.getValue().has("$ref"))
          .as("%s explains '%s'", where, property.getKey())
          .isTrue();
      assertExplained(where + "/" + property.getKey(), property.getValue());
      assertExplained(where + "/" + property.getKey(), property.getValue().path("items"));
    }
    for (Map.Entry<String, JsonNode> shared : schema.path("$defs").properties()) {
      assertThat(shared.getValue().path("description").asString()).as(shared.getKey()).isNotBlank();
      assertExplained(where + "/" + shared.getKey(), shared.getValue());
    }
  }

  private static void collectReferences(Object node, Set<String> references) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key.equals("$ref")) {
              references.add((String) value);
            }
            collectReferences(value, references);
          });
    } else if (node instanceof Iterable<?> list) {
      list.forEach(element -> collectReferences(element, references));
    }
  }

  private static Object target(Object document, String reference) {
    Object node = document;
    for (String step : reference.substring("#/".length()).split("/")) {
      node = node instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return node;
  }

  private static Set<String> kinds() {
    return new RandomMessages(new SplittableRandom(1))
        .oneOfEach()
        .map(MessageCodec::kind)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(SCHEMAS)) {
      return files
          .map(file -> name(file.getFileName().toString()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1).replace(".json", "");
  }
}

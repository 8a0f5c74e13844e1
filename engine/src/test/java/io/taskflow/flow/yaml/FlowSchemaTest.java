package io.taskflow.flow.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The published schema and the reader know the same language. */
class FlowSchemaTest {

  private static final Map<Shape, String> DEFINITIONS =
      Map.ofEntries(
          Map.entry(Shape.TASK, "task"),
          Map.entry(Shape.CHILD, "child"),
          Map.entry(Shape.FOR_EACH, "forEach"),
          Map.entry(Shape.LINEAR, "linear"),
          Map.entry(Shape.UNORDERED, "unordered"),
          Map.entry(Shape.GRAPH, "graph"),
          Map.entry(Shape.RETRY, "retryRule"),
          Map.entry(Shape.ATTEMPTS, "policy"),
          Map.entry(Shape.LINK, "fullLink"),
          Map.entry(Shape.KEYS, "keys"),
          Map.entry(Shape.INPUT, "fullInput"),
          Map.entry(Shape.OUTPUT, "fullOutput"));

  @Test
  void theSchemaHasTheMembersThatTheReaderKnows() {
    assertThat(DEFINITIONS.keySet()).containsExactlyInAnyOrder(Shape.values());
    DEFINITIONS.forEach(
        (shape, definition) -> {
          assertThat(FlowSchema.members(definition))
              .as("members of '%s'", definition)
              .containsExactlyInAnyOrderElementsOf(shape.members());
          assertThat(FlowSchema.required(definition))
              .as("required members of '%s'", definition)
              .containsExactlyInAnyOrderElementsOf(shape.required());
        });
    assertThat(FlowSchema.members("documentMembers"))
        .containsExactlyInAnyOrderElementsOf(Shape.OF_DOCUMENT);
    assertThat(FlowSchema.members("eachTask")).isEqualTo(FlowSchema.members("task"));
    assertThat(FlowSchema.members("eachChild")).isEqualTo(FlowSchema.members("child"));
  }

  @Test
  void whatIsWrittenIsValid() {
    for (long seed = 0; seed < 60; seed++) {
      String yaml = FlowYaml.write(new AnyFlows(seed).flow(2));
      assertThat(FlowSchema.problems(yaml)).as("seed %d:%n%s", seed, yaml).isEmpty();
    }
  }

  @Test
  void everyExampleIsValid() throws IOException {
    List<Path> examples;
    try (Stream<Path> files = Files.walk(FlowSchema.ROOT.resolve("examples/flows"))) {
      examples = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    assertThat(examples).hasSizeGreaterThanOrEqualTo(10);
    for (Path example : examples) {
      String text = Files.readString(example);
      assertThat(FlowSchema.problems(text)).as("%s", example).isEmpty();
      String header = "# yaml-language-server: $schema=";
      assertThat(text).as("%s", example).startsWith(header);
      String schema = text.lines().findFirst().orElse("").substring(header.length());
      assertThat(example.resolveSibling(schema).normalize())
          .as("the schema that %s names", example)
          .isEqualTo(FlowSchema.ROOT.resolve("docs/schema/flow.json").normalize());
    }
  }

  @Test
  void whatIsMisspeltIsNotValid() {
    for (String broken :
        List.of(
            "linaer: f",
            "{linear: f, tsks: []}",
            "{linear: f, tasks: [{task: a, tipe: t}]}",
            "{linear: f, tasks: [{task: a, type: t, links: []}]}",
            "{linear: f, tasks: [{task: a}]}",
            "{linear: f, links: []}",
            "{linear: f, unordered: g}",
            "{linear: f, retry: sometimes}",
            "{linear: f, retry: {times: 3, forEach: []}}",
            "{linear: f, tasks: [{task: a, type: t, delay: 30}]}",
            "{linear: f, inputs: {a: strng}}",
            "{linear: f, outputs: {a: {}}}",
            "{graph: f, links: [{from: a}]}",
            "{graph: f, links: [a to b]}",
            "[{task: a, type: t, priority: 12}]")) {
      assertThat(FlowSchema.problems(broken)).as(broken).isNotEmpty();
    }
  }
}

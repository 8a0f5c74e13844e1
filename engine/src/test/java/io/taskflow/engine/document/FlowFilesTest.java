package io.taskflow.engine.document;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.control.Controls;
import io.taskflow.flow.yaml.FlowYaml;
import io.taskflow.flow.yaml.InvalidFlowDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents in files, for engines that know more than others. */
class FlowFilesTest {

  @TempDir private Path directory;

  @Test
  void aFileIsReadWhateverItsLineEndsAndMark() throws IOException {
    Path file = directory.resolve("f.yaml");
    Files.writeString(file, "\ufefflinear: f\r\ntasks:\r\n  - {task: a, type: t}\r\n");
    assertThat(FlowDocuments.standard().read(file).flow())
        .isEqualTo(linear("f", task("a", "t")).build());
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Path file = Files.write(directory.resolve("f.yaml"), new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> FlowDocuments.standard().read(file))
        .isInstanceOf(InvalidFlowDocumentException.class)
        .hasMessageContaining(":1:1: a text in UTF-8 is expected");
    assertThatThrownBy(() -> FlowDocuments.standard().read(directory.resolve("none.yaml")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void whatAnEngineKnowsIsNoProblem() {
    String text =
        """
        graph: f
        retry: {named: patient, settings: {limit: 7}}
        tasks:
          - {task: a, type: t}
          - {child: b, flow: billing}
        links: [{from: a, to: b, condition: weekday}]
        """;
    Controls controls =
        Controls.builder()
            .retry("patient", settings -> null)
            .condition("weekday", settings -> results -> true)
            .build();
    assertThatThrownBy(() -> FlowDocuments.standard().read("f.yaml", text))
        .isInstanceOfSatisfying(
            InvalidFlowDocumentException.class, e -> assertThat(e.count()).isEqualTo(3));
    FlowDocuments knowing =
        FlowDocuments.standard()
            .withControls(controls)
            .withFlows(Map.of("billing", linear("billing").build()));
    assertThatThrownBy(() -> knowing.read("f.yaml", text))
        .hasMessageContaining(
            "f.yaml:2:9: f/f_retry: the retry controller 'patient' was made as null");
  }

  @Test
  void aMissingMemberHidesNoOtherProblem() {
    String text =
        """
        graph: f
        tasks:
          - {task: a, type: t, provdes: x}
          - {task: b, type: t, requires: x}
          - {task: b, type: t}
        links: [a -> c]
        """;
    assertThatThrownBy(() -> FlowDocuments.standard().read("f.yaml", text))
        .isInstanceOfSatisfying(
            InvalidFlowDocumentException.class,
            e ->
                assertThat(e.problems())
                    .extracting(p -> p.at().toString())
                    .containsExactly("3:24", "5:12", "6:14"));
    assertThat(FlowYaml.parse("f.yaml", text).complete()).isTrue();
  }
}

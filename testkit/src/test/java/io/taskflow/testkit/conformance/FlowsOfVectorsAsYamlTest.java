package io.taskflow.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.flow.Flow;
import io.taskflow.flow.yaml.FlowYaml;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.VectorReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The flow of every recorded fact can be written and read as YAML. */
class FlowsOfVectorsAsYamlTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));

  @Test
  void everyFlowIsReadAsItWasWritten() throws IOException {
    List<Vector> vectors = VectorReader.read(ROOT.resolve("testkit/src/test/conformance"));
    assertThat(vectors).isNotEmpty();
    Set<Flow> seen = new HashSet<>();
    for (Vector vector : vectors) {
      Flow flow = new FlowTranslator("t", "vector").translate(vector.flow());
      if (seen.add(flow)) {
        String yaml = FlowYaml.write(flow);
        assertThat(FlowYaml.read("f", yaml).flow())
            .as("%s:%n%s", vector.id(), yaml)
            .isEqualTo(flow);
      }
    }
  }
}

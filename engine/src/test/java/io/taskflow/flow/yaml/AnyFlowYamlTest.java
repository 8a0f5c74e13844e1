package io.taskflow.flow.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.Json;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever a flow says is read as it was written. */
class AnyFlowYamlTest {

  private static final int SEEDS = 150;

  @Test
  void everyFlowIsReadAsItWasWritten() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Flow flow = new AnyFlows(seed).flow(3);
      String yaml = FlowYaml.write(flow);
      FlowDocument read = read(seed, yaml);
      assertThat(read.flow()).as("seed %d, as YAML:%n%s", seed, yaml).isEqualTo(flow);
      String json = FlowYaml.writeJson(read);
      assertThat(read(seed, json).flow()).as("seed %d, as JSON: %s", seed, json).isEqualTo(flow);
      assertThat(FlowYaml.write(read)).as("seed %d", seed).isEqualTo(yaml);
      assertThat(FlowJson.read(FlowJson.write(read.flow()))).as("seed %d", seed).isEqualTo(flow);
    }
  }

  @Test
  void everyDocumentIsReadAsItWasWritten() {
    for (long seed = 0; seed < SEEDS; seed += 10) {
      Map<String, Flow> flows = new TreeMap<>();
      Flow child = new AnyFlows(-seed - 1).flow(0);
      Flow flow = new AnyFlows(seed).flow(1);
      if (!child.name().equals(flow.name())) {
        flows.put(child.name(), child);
      }
      FlowDocument document =
          new FlowDocument(
              flow,
              "line\nline: #" + seed,
              Map.of(
                  "who: #", FlowInput.required(InputType.STRING),
                  "n", new FlowInput(InputType.NUMBER, false, Json.parse("1.50"), "how \"much\""),
                  "o", new FlowInput(InputType.ANY, false, Json.NULL, ""),
                  "p", new FlowInput(InputType.OBJECT, false, null, "perhaps")),
              Map.of("x", new FlowOutput("n", ""), "y", new FlowOutput("p", "whatever it is")),
              flows);
      String yaml = FlowYaml.write(document);
      assertThat(read(seed, yaml)).as("seed %d:%n%s", seed, yaml).isEqualTo(document);
      assertThat(read(seed, FlowYaml.writeJson(document))).as("seed %d", seed).isEqualTo(document);
    }
  }

  private static FlowDocument read(long seed, String text) {
    try {
      return FlowYaml.read("any", text);
    } catch (InvalidFlowDocumentException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + text, e);
    }
  }
}

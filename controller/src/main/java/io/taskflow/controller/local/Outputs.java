package io.taskflow.controller.local;

import io.taskflow.flow.yaml.FlowDocument;
import io.taskflow.protocol.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a document gives when its flow has come to rest. Pure. */
public final class Outputs {

  private Outputs() {}

  /**
   * The outputs of the document, those that there are.
   *
   * @param store the values that the flow was started with
   * @param values what it provides
   */
  public static Map<String, Json> of(
      FlowDocument document, Map<String, Json> store, Map<String, Json> values) {
    Map<String, Json> outputs = new LinkedHashMap<>();
    document
        .outputs()
        .forEach(
            (name, output) -> {
              Json value =
                  values.getOrDefault(output.from(), store.getOrDefault(output.from(), Json.NULL));
              if (!value.isNull() || values.containsKey(output.from())) {
                outputs.put(name, value);
              }
            });
    return outputs;
  }
}

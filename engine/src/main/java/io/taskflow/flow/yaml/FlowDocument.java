package io.taskflow.flow.yaml;

import io.taskflow.flow.Flow;
import io.taskflow.flow.Rules;
import io.taskflow.flow.Suggestions;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flow with what people have to know to start it. Immutable; {@link FlowYaml} reads and writes
 * it.
 *
 * @param flow the flow
 * @param description for people; empty if there is none
 * @param inputs what it is started with, by symbol; null if the document does not say
 * @param outputs what it gives, by name
 * @param flows the flows that its child flows are, by the name under which an engine has to know
 *     them, which is that of the flow itself
 */
public record FlowDocument(
    Flow flow,
    String description,
    @Nullable Map<String, FlowInput> inputs,
    Map<String, FlowOutput> outputs,
    Map<String, Flow> flows) {

  public FlowDocument {
    Names.requireText("the description of a flow", description, FlowInput.MAX_DESCRIPTION_LENGTH);
    if (inputs != null) {
      Rules.requireNames("name of an input", inputs.keySet());
      inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }
    Rules.requireNames("name of an output", outputs.keySet());
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    flows.forEach(
        (name, child) -> {
          if (!name.equals(child.name())) {
            throw new IllegalArgumentException(
                "a flow of a document is known by its own name, '%s', and not by '%s'"
                    .formatted(child.name(), name));
          }
        });
    flows = Collections.unmodifiableMap(new LinkedHashMap<>(flows));
  }

  /** A flow of which no more is said. */
  public static FlowDocument of(Flow flow) {
    return new FlowDocument(flow, "", null, Map.of(), Map.of());
  }

  /**
   * The values to submit the flow with: those given, and the defaults of others.
   *
   * @param given by symbol
   * @throws IllegalArgumentException with everything that is missing, unknown or of another type
   */
  public Map<String, Json> store(Map<String, Json> given) {
    if (inputs == null) {
      return Map.copyOf(given);
    }
    List<String> problems = new ArrayList<>();
    for (String name : given.keySet()) {
      if (!inputs.containsKey(name)) {
        problems.add(
            "there is no input '%s'%s"
                .formatted(name, Suggestions.didYouMean(name, inputs.keySet())));
      }
    }
    Map<String, Json> store = new LinkedHashMap<>();
    inputs.forEach(
        (name, input) -> {
          Json value = given.containsKey(name) ? given.get(name) : input.fallback();
          if (value != null) {
            store.put(name, value);
          }
          if (value == null && input.required()) {
            problems.add("the input '%s' is missing: %s".formatted(name, input.type().text()));
          } else if (given.containsKey(name) && value != null && !input.type().accepts(value)) {
            problems.add(
                "the input '%s' must be %s, but is %s"
                    .formatted(name, input.type().text(), InputType.found(value)));
          }
        });
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the flow '%s' can't be started with these inputs: %s"
              .formatted(flow.name(), String.join("; ", problems)));
    }
    return store;
  }
}

package io.taskflow.flow.yaml;

import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Members;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one document. */
final class DocumentReader {

  private final Reading reading;
  private final ItemReader items;
  private final InterfaceReader interfaces;

  DocumentReader(Reading reading) {
    this.reading = reading;
    this.items = new ItemReader(reading);
    this.interfaces = new InterfaceReader(reading);
  }

  /**
   * @param name of the flow if the document is a list
   * @return null if there is no flow in it
   */
  @Nullable FlowDocument read(YamlNode root, String name) {
    return switch (root) {
      case Members members -> mapping(members);
      case Items list -> {
        Flow flow = items.list(list, name);
        yield flow == null ? null : FlowDocument.of(flow);
      }
      default -> {
        reading
            .findings()
            .add(root.at(), "a flow, or a list of tasks, is expected, but found " + root.found());
        yield null;
      }
    };
  }

  /** Whether every item could be read. */
  boolean complete() {
    return items.complete();
  }

  private @Nullable FlowDocument mapping(Members root) {
    Flow flow = items.flow(root, Shape.OF_DOCUMENT);
    Map<String, YamlNode> own = new LinkedHashMap<>();
    root.members().forEach(member -> own.put(member.name().text(), member.value()));
    YamlNode text = own.get(Word.DESCRIPTION);
    String description = text == null ? "" : interfaces.description(text);
    YamlNode in = own.get(Word.INPUTS);
    Map<String, FlowInput> inputs = in == null ? null : interfaces.inputs(in);
    YamlNode out = own.get(Word.OUTPUTS);
    Map<String, FlowOutput> outputs = out == null ? Map.of() : interfaces.outputs(out);
    YamlNode children = own.get(Word.FLOWS);
    Map<String, Flow> flows = children == null ? Map.of() : flows(children, flow);
    if (flow == null) {
      return null;
    }
    checkOutputs(flow, inputs == null ? Set.of() : inputs.keySet(), outputs);
    return reading.made(
        root.at(), () -> new FlowDocument(flow, description, inputs, outputs, flows));
  }

  private Map<String, Flow> flows(YamlNode node, @Nullable Flow outermost) {
    Map<String, Flow> flows = new LinkedHashMap<>();
    if (!(node instanceof Items list)) {
      reading.findings().add(node.at(), "a list of flows is expected, but found " + node.found());
      return flows;
    }
    for (YamlNode each : list.nodes()) {
      if (!(each instanceof Members members)) {
        reading.findings().add(each.at(), "a flow is expected, but found " + each.found());
        continue;
      }
      Flow flow = items.flow(members, Set.of());
      if (flow == null) {
        continue;
      }
      boolean outer = outermost != null && outermost.name().equals(flow.name());
      if (outer || flows.putIfAbsent(flow.name(), flow) != null) {
        reading
            .findings()
            .add(
                members.members().getFirst().value().at(),
                "the document has two flows '%s'".formatted(flow.name()));
      }
    }
    return flows;
  }

  private void checkOutputs(Flow flow, Set<String> inputs, Map<String, FlowOutput> outputs) {
    if (!items.complete() || outputs.isEmpty()) {
      return;
    }
    Set<String> known = new TreeSet<>(inputs);
    addProvided(flow, known);
    outputs.forEach(
        (name, output) -> {
          if (!known.contains(output.from())) {
            reading
                .findings()
                .add(
                    interfaces.sources().getOrDefault(name, Position.START),
                    "the output '%s' is '%s', which nothing in the flow provides and no input is"
                        .formatted(name, output.from()),
                    output.from(),
                    known);
          }
        });
  }

  private static void addProvided(FlowItem item, Set<String> symbols) {
    switch (item) {
      case Flow flow -> {
        RetrySpec retry = flow.retry();
        if (retry != null) {
          symbols.addAll(retry.provides().symbols());
        }
        flow.items().forEach(inner -> addProvided(inner, symbols));
      }
      case AtomSpec atom -> symbols.addAll(atom.provides().symbols());
      default -> {}
    }
  }
}

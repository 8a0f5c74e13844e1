package io.taskflow.flow.yaml;

import io.taskflow.flow.Rules;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads inputs and outputs. */
final class InterfaceReader {

  private final Reading reading;
  private final Values values;

  /** Where the symbol of each output stands. */
  private final Map<String, Position> sources = new LinkedHashMap<>();

  InterfaceReader(Reading reading) {
    this.reading = reading;
    this.values = reading.values();
  }

  Map<String, Position> sources() {
    return sources;
  }

  String description(YamlNode node) {
    String text =
        values.text(
            node,
            "a text",
            t -> Names.requireText("a description", t, FlowInput.MAX_DESCRIPTION_LENGTH));
    return text == null ? "" : text;
  }

  Map<String, FlowInput> inputs(YamlNode node) {
    Map<String, FlowInput> inputs = new LinkedHashMap<>();
    if (!(node instanceof Members mapping)) {
      reading.findings().add(node.at(), "inputs by name are expected, but found " + node.found());
      return inputs;
    }
    for (Member member : mapping.members()) {
      String name = name(member.name(), "name of an input");
      FlowInput input = input(member.value());
      if (name != null && input != null) {
        inputs.put(name, input);
      }
    }
    return inputs;
  }

  private @Nullable FlowInput input(YamlNode node) {
    if (!(node instanceof Members members)) {
      InputType type = type(node);
      return type == null ? null : FlowInput.required(type);
    }
    Mapping mapping = Mapping.of(members, Shape.INPUT, reading.findings());
    InputType type = mapping.get(Word.TYPE, InputType.ANY, this::type);
    Json fallback = mapping.get(Word.DEFAULT, values::json);
    boolean required = mapping.get(Word.REQUIRED, Boolean.valueOf(fallback == null), values::bool);
    String description = mapping.get(Word.DESCRIPTION, "", this::description);
    YamlNode at = mapping.get(Word.DEFAULT);
    return reading.made(
        at == null ? node.at() : at.at(),
        () -> new FlowInput(type, required, fallback, description));
  }

  private @Nullable InputType type(YamlNode node) {
    String word = values.choice(node, "a type", InputType.words());
    return word == null ? null : InputType.of(word).orElse(null);
  }

  Map<String, FlowOutput> outputs(YamlNode node) {
    Map<String, FlowOutput> outputs = new LinkedHashMap<>();
    switch (node) {
      case Items list -> {
        for (YamlNode each : list.nodes()) {
          String name = values.name(each, "name of an output");
          if (name != null) {
            put(outputs, name, new FlowOutput(name, ""), each.at());
          }
        }
      }
      case Members mapping -> mapping.members().forEach(member -> output(outputs, member));
      default ->
          reading
              .findings()
              .add(
                  node.at(),
                  "a list of symbols, or symbols by name, are expected, but found " + node.found());
    }
    return outputs;
  }

  private void output(Map<String, FlowOutput> outputs, Member member) {
    String name = name(member.name(), "name of an output");
    Position at = member.value().at();
    String from;
    String description = "";
    if (member.value() instanceof Members members) {
      Mapping mapping = Mapping.of(members, Shape.OUTPUT, reading.findings());
      from = mapping.get(Word.FROM, n -> values.name(n, "symbol of an output"));
      description = mapping.get(Word.DESCRIPTION, "", this::description);
      YamlNode source = mapping.get(Word.FROM);
      at = source == null ? at : source.at();
    } else {
      from = values.name(member.value(), "symbol of an output");
    }
    if (name != null && from != null) {
      put(outputs, name, new FlowOutput(from, description), at);
    }
  }

  private void put(Map<String, FlowOutput> outputs, String name, FlowOutput output, Position at) {
    if (outputs.putIfAbsent(name, output) != null) {
      reading.findings().add(at, "the output '%s' is there twice".formatted(name));
    } else {
      sources.put(name, at);
    }
  }

  private @Nullable String name(Scalar node, String what) {
    return values.checked(node, node.text(), text -> Rules.requireName(what, text));
  }
}

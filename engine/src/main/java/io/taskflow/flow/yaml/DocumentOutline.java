package io.taskflow.flow.yaml;

import io.taskflow.flow.Flow;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Outlines documents. The order of the statements is the order of the members. */
final class DocumentOutline {

  private DocumentOutline() {}

  static Members of(FlowDocument document) {
    Outline out = new Outline();
    Members flow = Outline.of(inner -> ItemOutline.item(inner, document.flow()));
    // Its name first, then what people have to know, then how it is made.
    out.node(flow.members().getFirst().name().text(), flow.members().getFirst().value());
    out.unlessEmpty(Word.DESCRIPTION, document.description());
    Map<String, FlowInput> inputs = document.inputs();
    if (inputs != null) {
      out.members(Word.INPUTS, inner -> inputs.forEach((name, input) -> input(inner, name, input)));
    }
    if (!document.outputs().isEmpty()) {
      out.members(
          Word.OUTPUTS,
          inner -> document.outputs().forEach((name, output) -> output(inner, name, output)));
    }
    flow.members().stream().skip(1).forEach(m -> out.node(m.name().text(), m.value()));
    if (!document.flows().isEmpty()) {
      List<YamlNode> flows = new ArrayList<>();
      for (Flow child : document.flows().values()) {
        flows.add(Outline.of(inner -> ItemOutline.item(inner, child)));
      }
      out.node(Word.FLOWS, new Items(Position.START, flows));
    }
    return out.toNode();
  }

  private static void input(Outline out, String name, FlowInput input) {
    if (input.equals(FlowInput.required(input.type()))) {
      out.text(name, input.type().word());
      return;
    }
    out.members(
        name,
        inner -> {
          inner.text(Word.TYPE, input.type().word());
          Json fallback = input.fallback();
          if (fallback != null) {
            inner.json(Word.DEFAULT, fallback);
          } else if (!input.required()) {
            inner.bool(Word.REQUIRED, false);
          }
          inner.unlessEmpty(Word.DESCRIPTION, input.description());
        });
  }

  private static void output(Outline out, String name, FlowOutput output) {
    if (output.description().isEmpty()) {
      out.text(name, output.from());
      return;
    }
    out.members(
        name,
        inner -> {
          inner.text(Word.FROM, output.from());
          inner.text(Word.DESCRIPTION, output.description());
        });
  }
}

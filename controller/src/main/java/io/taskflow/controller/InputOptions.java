package io.taskflow.controller;

import io.taskflow.flow.yaml.FlowDocument;
import io.taskflow.flow.yaml.FlowInput;
import io.taskflow.flow.yaml.InputType;
import io.taskflow.protocol.InvalidJsonException;
import io.taskflow.protocol.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Inputs on the command line. */
final class InputOptions {

  @Option(
      names = {"-i", "--input"},
      paramLabel = "NAME=VALUE",
      description = "An input: a text for an input that is one, else JSON.")
  private Map<String, String> given = new LinkedHashMap<>();

  /**
   * The values, as the document wants them.
   *
   * @throws IllegalArgumentException if one is no JSON where that is wanted
   */
  Map<String, Json> values(FlowDocument document) {
    Map<String, FlowInput> inputs = document.inputs();
    Map<String, Json> values = new LinkedHashMap<>();
    given.forEach(
        (name, text) ->
            values.put(name, value(name, text, inputs == null ? null : inputs.get(name))));
    return values;
  }

  /** A value that may be any: JSON if it is that, else a text. */
  static Json jsonOrText(String text) {
    try {
      return Json.parse(text);
    } catch (InvalidJsonException e) {
      return Json.of(text);
    }
  }

  private static Json value(String name, String text, @Nullable FlowInput input) {
    if (input != null && input.type() == InputType.STRING) {
      return Json.of(text);
    }
    try {
      return Json.parse(text);
    } catch (InvalidJsonException e) {
      if (input == null || input.type() == InputType.ANY) {
        return Json.of(text);
      }
      throw new IllegalArgumentException(
          "the input '%s' must be %s, in JSON, but is '%s'"
              .formatted(name, input.type().text(), text),
          e);
    }
  }
}

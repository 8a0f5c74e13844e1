package io.taskflow.flow.yaml;

import io.taskflow.flow.Rules;
import io.taskflow.protocol.Names;

/**
 * What a flow gives to those who started it.
 *
 * @param from the symbol that something in the flow provides, or an input
 * @param description for people; empty if there is none
 */
public record FlowOutput(String from, String description) {
  public FlowOutput {
    Rules.requireName("symbol of an output", from);
    Names.requireText(
        "the description of an output", description, FlowInput.MAX_DESCRIPTION_LENGTH);
  }
}

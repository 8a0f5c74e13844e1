package io.taskflow.controller;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.document.FlowDocuments;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.flow.yaml.FlowDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A document that was read, with its flow compiled.
 *
 * @param document what was read
 * @param plan its flow
 */
record Loaded(FlowDocument document, FlowPlan plan) {

  /**
   * Reads a file.
   *
   * @throws io.taskflow.flow.yaml.InvalidFlowDocumentException with everything that is wrong
   */
  static Loaded read(Path file) throws IOException {
    FlowDocument document = FlowDocuments.standard().read(file);
    Map<String, Flow> flows = new HashMap<>(document.flows());
    return new Loaded(document, FlowCompiler.compile(document.flow(), null, Controls.NONE, flows));
  }
}

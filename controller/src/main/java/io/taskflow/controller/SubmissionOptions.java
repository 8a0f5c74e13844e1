package io.taskflow.controller;

import io.taskflow.engine.runtime.SubmitOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a flow is submitted. */
final class SubmissionOptions {

  @Option(
      names = "--key",
      description =
          "Your own identity of this submission: a second one with it gives the flow of the first.")
  private @Nullable String key;

  @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A mark to find the flow by.")
  private Map<String, String> labels = new LinkedHashMap<>();

  SubmitOptions options() {
    return new SubmitOptions(key, labels, null);
  }
}

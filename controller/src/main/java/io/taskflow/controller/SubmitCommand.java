package io.taskflow.controller;

import io.taskflow.controller.SiteOptions.Broker;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.protocol.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Submits a flow. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = "Stores a flow for the engines to run, and does not wait for it.")
final class SubmitCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A flow document, YAML or JSON.")
  private Path file = Path.of("");

  @Mixin private InputOptions inputs = new InputOptions();

  @Mixin private SubmissionOptions submission = new SubmissionOptions();

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() throws IOException {
    Loaded loaded = Loaded.read(file);
    Map<String, Json> store = loaded.document().store(inputs.values(loaded.document()));
    try (Site site = options.open(Broker.USEFUL, loaded.document().flows())) {
      FlowHandle flow = site.engine().submit(loaded.document().flow(), store, submission.options());
      String nobody = site.whyNobodyDrives(flow.id());
      if (printing.isJson()) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("flow", flow.id().value());
        all.put("name", loaded.document().flow().name());
        all.put("waitsFor", nobody);
        printing.json(all);
      } else {
        printing.line("flow %s is submitted".formatted(flow.id()));
        if (nobody != null) {
          printing.line("it waits: " + nobody);
        }
      }
      return ExitCode.DONE;
    }
  }
}

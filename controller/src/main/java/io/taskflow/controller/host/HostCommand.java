package io.taskflow.controller.host;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.runtime.EngineBuilder;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.worker.process.BrokerOptions;
import io.taskflow.worker.process.HttpOptions;
import io.taskflow.worker.process.KeyOptions;
import io.taskflow.worker.process.ProcessCommandLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The settings of an engine host. */
@Command(
    name = "taskflow-engine",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Drives flows: takes its share of a journal's partitions, and those of engines that end.",
      "Flows are submitted by others, to the same journal and broker.",
      "Each setting can be an environment variable: --keep-ended is TASKFLOW_KEEP_ENDED.",
      "Durations are written 250ms, 30s, 5m, 2h."
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:it was told to stop, and has handed its partitions over",
      "1:an unexpected error",
      "2:a setting is unknown, missing or wrong",
      "4:the journal can't be used",
      "5:the broker refuses the queues"
    })
final class HostCommand implements Callable<Integer> {

  /** What the broker's operators see. */
  private static final String CONNECTION = "engine";

  @Spec private @Nullable CommandSpec spec;

  @Mixin private BrokerOptions broker = new BrokerOptions();

  @Mixin private JournalOptions journal = new JournalOptions();

  @Mixin private KeyOptions keys = new KeyOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private HttpOptions http = new HttpOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    ProcessCommandLine.warnOfUnknownVariables(command);
    // What can't be set is said before anything is opened or connected.
    AmqpSettings link = broker.link(CONNECTION);
    Supplier<Journal> store = journal.journal();
    EngineBuilder builder = engine.builder().topology(broker.topology()).security(keys.messages());
    keys.payloadKeys().ifPresent(builder::payloadKeys);
    try (HostProcess process = new HostProcess()) {
      String address = process.serve(http);
      say(
          "taskflow-engine: %s; namespace %s; %s"
              .formatted(link, broker.topology().namespace(), address));
      return process.run(builder, link, store, journal.patience());
    }
  }

  private void say(String line) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(line);
    out.flush();
  }
}

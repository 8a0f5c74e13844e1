package io.taskflow.controller;

import io.taskflow.controller.dev.DevBroker;
import io.taskflow.controller.dev.DevTown;
import io.taskflow.controller.watch.FlowTimes;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs an installation for developing. */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Runs an installation for developing until Ctrl-C: an engine with a SQLite file and a worker",
      "with the built-in tasks in this process, and a private RabbitMQ beside it, for workers in",
      "any language and for the other verbs."
    })
final class DevCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--local",
      description =
          "Without RabbitMQ: the broker is in this process, for the other verbs and for no other"
              + " worker.")
  private boolean local;

  @Option(
      names = "--directory",
      defaultValue = ".taskflow",
      paramLabel = "DIRECTORY",
      description = "For all that it keeps: flows, and the data of the broker.")
  private Path directory = Path.of("");

  @Option(
      names = "--broker",
      defaultValue = "any",
      description = "Where RabbitMQ comes from: ${COMPLETION-CANDIDATES}.")
  private DevBroker.Source source = DevBroker.Source.ANY;

  @Option(
      names = "--topic",
      split = ",",
      defaultValue = "default",
      paramLabel = "TOPIC",
      description = "Topics of its worker.")
  private List<String> topics = List.of();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Override
  public Integer call() throws InterruptedException {
    line(local ? "starting engine and worker …" : "starting RabbitMQ, engine and worker …");
    DevTown town = DevTown.start(directory, local ? null : source, topics, tasks.tasks());
    // Ctrl-C and SIGTERM come as the end of the JVM, which waits for this.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  town.close();
                  // The status of a JVM that was sent a signal would say that it was killed.
                  Runtime.getRuntime().halt(ExitCode.DONE);
                },
                "stop"));
    // With the start of this JVM, which whoever waits for it has waited for, too.
    say(town, Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()));
    new CountDownLatch(1).await();
    return ExitCode.DONE;
  }

  private void say(DevTown town, Duration took) {
    DevBroker broker = town.broker();
    line("journal   " + town.journal());
    line(
        "broker    "
            + (broker == null
                ? "in this process, for the other verbs only"
                : broker.uri() + " (" + broker.description() + ")"));
    line("worker    %s, topics %s".formatted(town.worker(), String.join(", ", topics)));
    line("tasks     " + String.join(" ", tasks.types()));
    if (directory.resolve(DevTown.SETTINGS).equals(Settings.FILE)) {
      line("settings  other verbs that are started in this directory find it");
    } else {
      line("settings  export %s=%s".formatted(Settings.FILE_VARIABLE, town.settings()));
    }
    line("ready in %s; Ctrl-C stops it".formatted(took(took, town.brokerTook())));
  }

  /** What is not the broker's own start is this program's: what it did meanwhile costs nothing. */
  private static String took(Duration all, Duration broker) {
    return broker.isZero()
        ? FlowTimes.text(all)
        : "%s: %s until RabbitMQ was there, and %s for the rest"
            .formatted(
                FlowTimes.text(all), FlowTimes.text(broker), FlowTimes.text(all.minus(broker)));
  }

  private void line(String text) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(text);
    out.flush();
  }
}

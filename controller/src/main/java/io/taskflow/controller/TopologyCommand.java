package io.taskflow.controller;

import io.taskflow.controller.site.Site;
import io.taskflow.engine.journal.Journal;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.TopologyCheck;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What there is, and should be, at the broker. */
@Command(
    name = "topology",
    mixinStandardHelpOptions = true,
    description = "The exchanges and queues at the broker.")
final class TopologyCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  /** What is looked at besides what everybody needs. */
  static final class Scope {

    @Option(
        names = "--topic",
        split = ",",
        paramLabel = "TOPIC",
        description = "Topics whose queues belong to it.")
    private List<String> topics = List.of();

    @Option(
        names = "--partitions",
        paramLabel = "N",
        description =
            "How many inboxes there are; otherwise as many as the journal has partitions.")
    private @Nullable Integer partitions;

    List<String> topics() {
      return topics;
    }

    List<Declaration> declarations(SiteOptions options) {
      Topology topology = options.topology();
      List<Declaration> all = new ArrayList<>(topology.base());
      int inboxes = inboxes(options);
      for (int partition = 0; partition < inboxes; partition++) {
        all.add(topology.inbox(partition));
      }
      topics.forEach(topic -> all.add(topology.tasks(topic)));
      return all;
    }

    /** None if it is not said how many, and there is no journal to ask. */
    private int inboxes(SiteOptions options) {
      if (partitions != null) {
        return partitions;
      }
      if (!options.hasJournal()) {
        return 0;
      }
      try (Journal journal = options.journal().openBeside()) {
        return journal.partitions();
      }
    }
  }

  @Command(
      name = "print",
      mixinStandardHelpOptions = true,
      description = "Prints what there should be. Asks no broker.")
  int print(@Mixin Scope scope, @Mixin SiteOptions options, @Mixin Printing printing) {
    List<Declaration> all = scope.declarations(options);
    if (printing.isJson()) {
      printing.json(Map.of("topology", all.stream().map(d -> toMap(d, null)).toList()));
    } else {
      printing.table(all.stream().map(TopologyCommand::row).toList());
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Says what of it is missing at the broker, or is there with other properties, and ends",
        "with 3 then. Makes nothing. Whether queues are bound can't be seen over AMQP."
      })
  int verify(@Mixin Scope scope, @Mixin SiteOptions options, @Mixin Printing printing) {
    AmqpSettings link = options.link();
    Map<Declaration, String> found = options.access().check(link, scope.declarations(options));
    if (printing.isJson()) {
      printing.json(
          Map.of(
              "topology",
              found.entrySet().stream().map(e -> toMap(e.getKey(), e.getValue())).toList()));
    } else {
      List<List<String>> rows = new ArrayList<>();
      found.forEach(
          (declaration, problem) ->
              rows.add(
                  List.of(
                      problem.isEmpty()
                          ? printing.coloured("green", "ok     ")
                          : printing.coloured(
                              "red",
                              problem.equals(TopologyCheck.MISSING)
                                  ? TopologyCheck.MISSING
                                  : "differs"),
                      kind(declaration),
                      declaration.name(),
                      problem.equals(TopologyCheck.MISSING) ? "" : problem)));
      printing.table(rows);
    }
    return found.values().stream().allMatch(String::isEmpty) ? ExitCode.DONE : ExitCode.INVALID;
  }

  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description = {
        "Makes what is missing: the exchanges, the queue of dead letters, and the queues of the",
        "topics. Inboxes are made by the engines that own their partitions, and by nobody else:",
        "they have to know when one was lost."
      })
  int apply(@Mixin Scope scope, @Mixin SiteOptions options, @Mixin Printing printing) {
    options.link(); // Queues that are made through a socket would be nowhere.
    try (Site site = options.openBroker(scope.topics())) {
      if (printing.isJson()) {
        printing.json(Map.of("topics", scope.topics()));
      } else {
        printing.line(
            "the exchanges, the queue of dead letters and %d queues of topics are there"
                .formatted(scope.topics().size()));
      }
      return site.brokerProblem() == null ? ExitCode.DONE : ExitCode.UNREACHABLE;
    }
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "say what: verify, print or apply");
  }

  private static String kind(Declaration declaration) {
    return switch (declaration) {
      case Declaration.Exchange exchange -> "exchange";
      case Declaration.Queue queue -> "queue";
    };
  }

  private static List<String> row(Declaration declaration) {
    return switch (declaration) {
      case Declaration.Exchange exchange ->
          List.of("exchange", exchange.name(), exchange.kind().name(), "durable");
      case Declaration.Queue queue ->
          List.of(
              "queue",
              queue.name(),
              queue.kind().name(),
              "bound to "
                  + String.join(
                      ", ",
                      queue.bindings().stream()
                          .map(b -> "%s (%s)".formatted(b.exchange(), b.routingKey()))
                          .toList()));
    };
  }

  private static Map<String, Object> toMap(Declaration declaration, @Nullable String problem) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", kind(declaration));
    map.put("declaration", declaration);
    if (problem != null) {
      map.put("problem", problem);
    }
    return map;
  }
}

package io.taskflow.worker.process;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.json.MessageLimits;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.Worker;
import io.taskflow.worker.WorkerBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The settings of a worker process. */
@Command(
    name = "taskflow-worker",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Takes requests from the topics' queues, runs their tasks, and answers.",
      "Each setting can be an environment variable: --drain-timeout is TASKFLOW_DRAIN_TIMEOUT.",
      "Durations are written 250ms, 30s, 5m, 2h."
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:it was told to stop, and all that it had begun is finished",
      "1:an unexpected error",
      "2:a setting is unknown, missing or wrong",
      "3:it was told to stop, and what was not finished in time went back to its queue",
      "4:the tasks can't be loaded, or there are none",
      "5:the broker refuses the queues"
    })
final class WorkerCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private BrokerOptions broker = new BrokerOptions();

  @Mixin private KeyOptions keys = new KeyOptions();

  @Mixin private SecretOptions secrets = new SecretOptions();

  @Option(
      names = "--jars",
      split = ",",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Jars with tasks, and directories of jars that belong together. Each is loaded apart from"
              + " the others; without any the class path is searched for tasks.")
  private List<Path> jars = List.of();

  @Mixin private StandardOptions standard = new StandardOptions();

  @Option(
      names = "--topics",
      split = ",",
      arity = "1..*",
      defaultValue = "default",
      paramLabel = "TOPIC",
      description = "Topics to take requests from.")
  private List<String> topics = List.of();

  @Option(names = "--name", defaultValue = "worker", description = "Name in metrics and replies.")
  private String name = "worker";

  @Option(names = "--slots", defaultValue = "16", description = "How many tasks run at once.")
  private int slots;

  @Option(
      names = "--prefetch",
      defaultValue = "0",
      description =
          "Unanswered requests in hand for each topic; 0: as many as slots, more of short tasks.")
  private int prefetch;

  @Option(
      names = "--drain-timeout",
      defaultValue = "30s",
      description = "How long running tasks may take to finish when the worker is to stop.")
  private Duration drainTimeout = Duration.ZERO;

  @Option(
      names = "--interrupt-grace",
      defaultValue = "2s",
      description = "How long an interrupted task may take to end.")
  private Duration interruptGrace = Duration.ZERO;

  @Option(
      names = "--lease-after",
      defaultValue = "5m",
      description = "Tasks that run longer are acknowledged to the broker and kept by a lease.")
  private Duration leaseAfter = Duration.ZERO;

  @Option(names = "--lease", defaultValue = "60s", description = "How long a lease lasts.")
  private Duration lease = Duration.ZERO;

  @Option(
      names = "--poison-limit",
      defaultValue = "5",
      description = "A request that was delivered so often before is answered as failed.")
  private int poisonLimit;

  @Option(
      names = "--max-message-bytes",
      defaultValue = "1048576",
      description = "Largest message that is read or sent.")
  private int maxMessageBytes;

  @Option(
      names = "--max-value-bytes",
      defaultValue = "262144",
      description = "Largest result, and largest arguments of a request.")
  private int maxValueBytes;

  @Mixin private HttpOptions http = new HttpOptions();

  @Override
  public Integer call() throws IOException {
    ProcessCommandLine.warnOfUnknownVariables(Objects.requireNonNull(spec));
    Topology topology = broker.topology();
    AmqpSettings link = broker.link(name);
    // What can't be set is said before anything is loaded or connected.
    WorkerBuilder builder = builder(topology);
    List<TaskDefinition> builtIn = standard.tasks();
    try (TaskJars tasks = TaskJars.load(jars, builtIn);
        WorkerProcess process = new WorkerProcess(AmqpTransport.connect(link), drainTimeout)) {
      String address = process.start(builder.tasks(tasks.registry()), http);
      say(
          "taskflow-worker %s: tasks %s; topics %s; %d slots; %s; namespace %s; %s"
              .formatted(
                  process.identity(),
                  tasks.registry(),
                  String.join(", ", topics),
                  slots,
                  link,
                  topology.namespace(),
                  address));
      return process.await();
    }
  }

  private WorkerBuilder builder(Topology topology) {
    WorkerBuilder builder =
        Worker.builder()
            .topology(topology)
            .topics(topics)
            .name(name)
            .slots(slots)
            .prefetch(prefetch)
            .drainTimeout(drainTimeout)
            .interruptGrace(interruptGrace)
            .leaseAfter(leaseAfter)
            .lease(lease)
            .poisonLimit(poisonLimit)
            .messageLimits(new MessageLimits(maxMessageBytes, maxValueBytes, Json.MAX_DEPTH))
            .secrets(secrets.secrets())
            .security(keys.messages());
    keys.payloadKeys().ifPresent(builder::payloadKeys);
    return builder;
  }

  private void say(String line) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(line);
    out.flush();
  }
}

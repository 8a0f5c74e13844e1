package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.postgres.PrivatePostgres;
import io.taskflow.worker.ProcessUnderTest;
import io.taskflow.worker.Worker;
import io.taskflow.worker.std.StandardTasks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line beside a real engine host, on a real broker and database. */
@RequiresRabbit
class VerbsOnPostgresTest {

  private static final String NAMESPACE = "verbs";

  private final RabbitBroker broker;
  @TempDir private Path directory;

  VerbsOnPostgresTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Test
  void theyMakeTheTablesRunFlowsAndLookAfterThem() throws Exception {
    String uri = broker.uri().toString();
    try (PrivatePostgres postgres = PrivatePostgres.start();
        AmqpTransport link =
            AmqpTransport.connect(
                AmqpSettings.builder().uri(broker.uri()).connectionName("worker").build());
        Worker worker =
            Worker.builder()
                .transport(link)
                .topology(Topology.defaults().withNamespace(NAMESPACE))
                .topic("default")
                .tasks(StandardTasks.harmless())
                .start()) {
      assertThat(worker.status().ready()).isTrue();
      String journal = postgres.jdbcUrl();
      VerbsAtHost verbs =
          new VerbsAtHost(
              Map.of(
                  "TASKFLOW_JOURNAL",
                  journal,
                  "TASKFLOW_AMQP_URI",
                  uri,
                  "TASKFLOW_NAMESPACE",
                  NAMESPACE),
              directory);
      assertThat(verbs.run(ExitCode.UNREACHABLE, "list")).contains("'taskflow migrate'");
      assertThat(verbs.run(ExitCode.DONE, "migrate", "--print")).contains("CREATE TABLE");
      assertThat(verbs.run(ExitCode.DONE, "migrate")).contains("steps applied");
      try (ProcessUnderTest host =
          ProcessUnderTest.start(
              io.taskflow.controller.host.Main.class,
              directory,
              List.of(
                  "--amqp-uri",
                  uri,
                  "--namespace",
                  NAMESPACE,
                  "--journal",
                  journal,
                  "--lease",
                  "2s"))) {
        host.awaitReady();
        verbs.runAll("4711-is-the-number");
        assertThat(verbs.run(ExitCode.DONE, "topology", "verify", "--topic", "default"))
            .containsPattern("ok +queue +verbs.inbox.7")
            .doesNotContain("missing", "differs");
      }
    }
  }
}

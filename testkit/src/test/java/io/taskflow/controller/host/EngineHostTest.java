package io.taskflow.controller.host;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.SubmitOptions;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.postgres.PrivatePostgres;
import io.taskflow.worker.ProcessUnderTest;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real engine host, on a real broker and database. */
@RequiresRabbit
class EngineHostTest {

  private static final Flow FLOW = linear("greeting", task("greet", "greet")).build();

  /** Short, since engines look for partitions each fifth of it. */
  private static final Duration LEASE = Duration.ofSeconds(2);

  private final RabbitBroker broker;
  @TempDir private Path directory;

  EngineHostTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Test
  void waitsForItsDatabaseDrivesFlowsAndHandsThemOver() throws Exception {
    try (PrivatePostgres postgres = PrivatePostgres.start();
        AmqpTransport link = link("worker");
        Worker worker =
            Worker.builder()
                .transport(link)
                .topic("default")
                .tasks(TaskRegistry.builder().addShared("greet", context -> "hello").build())
                .start()) {
      assertThat(worker.status()).isNotNull();
      postgres.stop();
      try (ProcessUnderTest host = host(postgres.jdbcUrl())) {
        assertThat(host.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(host.get("/health/ready").body()).contains("WAITING_FOR_JOURNAL");
        assertThat(host.get("/health/live").statusCode()).isEqualTo(200);

        postgres.startAgain();
        host.awaitReady();
        drivesFlowsAndHandsThemOver(host, postgres);
      }
    }
  }

  private void drivesFlowsAndHandsThemOver(ProcessUnderTest host, PrivatePostgres postgres)
      throws Exception {
    try (AmqpTransport link = link("submitter");
        Journal journal = PostgresJournal.open(PostgresSettings.parse(postgres.jdbcUrl()));
        Engine submitter =
            Engine.builder().transport(link).journal(journal).leaseFor(LEASE).start()) {
      List<FlowHandle> flows =
          IntStream.range(0, 24)
              .mapToObj(i -> SubmitOptions.DEFAULTS.withKey("flow " + i))
              .map(options -> submitter.submit(FLOW, Map.of(), options))
              .toList();
      for (FlowHandle flow : flows) {
        assertThat(flow.join().status()).isEqualTo(FlowStatus.SUCCESS);
      }
      // Both engines share the partitions, and flows with keys are spread over these.
      await()
          .untilAsserted(
              () ->
                  assertThat(host.get("/metrics").body())
                      .containsPattern(
                          "(?m)^taskflow_flow_finished_total\\{status=\"success\"} [1-9]"));
      assertThat(host.output()).doesNotContain("guest:guest", "password=");

      host.terminate();

      assertThat(host.awaitExit()).hasValue(ExitCode.STOPPED);
      await("all partitions are the other engine's")
          .until(() -> submitter.health().partitions().size() == 8);
    }
  }

  private ProcessUnderTest host(String jdbcUrl) throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "guest\n");
    return ProcessUnderTest.start(
        Main.class,
        directory,
        List.of(
            "--amqp-uri",
            "amqp://" + broker.uri().toString().replaceFirst(".*@", ""),
            "--amqp-password-file",
            password.toString(),
            "--journal",
            jdbcUrl,
            "--lease",
            LEASE.toSeconds() + "s"));
  }

  private AmqpTransport link(String name) {
    return AmqpTransport.connect(
        AmqpSettings.builder().uri(broker.uri()).connectionName(name).build());
  }
}

package io.taskflow.security;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.security.SecretFile;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Passwords are nowhere but where they were put, whatever goes wrong and however much is logged.
 */
@RequiresRabbit
class CredentialsStaySecretTest {

  private static final String PASSWORD = "Pa55-of-broker";
  private static final String USER = "credentials-test";

  private final RabbitBroker broker;
  private final Topology topology = Topology.defaults();
  private final List<String> notifications = new CopyOnWriteArrayList<>();
  @TempDir Path directory;

  CredentialsStaySecretTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @BeforeEach
  void addUser() {
    broker.ctl("add_user", USER, PASSWORD);
    broker.ctl("set_permissions", "-p", broker.virtualHost(), USER, ".*", ".*", ".*");
  }

  @AfterEach
  void deleteUser() {
    broker.ctl("delete_user", USER);
  }

  @Test
  void aPasswordIsInNoLogJournalNotificationOrText() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    AmqpSettings settings = settings(SecretFile.firstLine("password", file));
    try (CapturedLog log = new CapturedLog("ROOT", Level.TRACE)) {
      runAFlow(settings);
      refuseALogin(log);

      assertThat(log.text()).contains("to see what is said about it").contains("ACCESS_REFUSED");
      assertSecret(log.text());
      assertSecret(settings.toString());
      assertSecret(String.join("\n", notifications));
      try (Stream<Path> journal = Files.list(directory.resolve("journal"))) {
        for (Path part : journal.toList()) {
          assertSecret(Files.readString(part, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  @Test
  void aPasswordOfTheDatabaseIsInNoErrorAndNoLog() {
    PostgresSettings settings =
        PostgresSettings.of("jdbc:postgresql://127.0.0.1:1/none", "postgres", "")
            .withPassword(PASSWORD)
            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
    try (CapturedLog log = new CapturedLog("ROOT", Level.TRACE)) {
      Throwable error = catchThrowable(() -> PostgresJournal.open(settings));

      assertThat(error).hasMessageContaining("connecting as postgres failed");
      for (Throwable e = error; e != null; e = e.getCause()) {
        assertSecret(e.toString());
      }
      assertSecret(log.text());
      assertSecret(settings.toString());
    }
  }

  @Test
  void aFileWithoutAPasswordIsNamedAndNotShown() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "\n" + PASSWORD);

    assertThat(catchThrowable(() -> SecretFile.firstLine("password", file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the password file %s is empty: its first line is the password", file)
        .hasNoCause();
  }

  private void runAFlow(AmqpSettings settings) throws Exception {
    Files.createDirectory(directory.resolve("journal"));
    try (AmqpTransport link = AmqpTransport.connect(settings);
        Journal journal = SqliteJournal.open(directory.resolve("journal/flows.db"));
        Engine engine =
            Engine.builder().transport(link).topology(topology).journal(journal).start();
        Worker worker =
            Worker.builder()
                .transport(link)
                .topology(topology)
                .topic("secret")
                .tasks(TaskRegistry.builder().addShared("greet", context -> "hello").build())
                .start();
        Subscriber subscriber =
            Subscriber.live(
                link, topology, List.of("#"), event -> notifications.add(event.toString()))) {
      broker.closeAllConnections("to see what is said about it");
      var result =
          engine
              .submit(linear("greeting", task("greet", "greet").topic("secret")).build(), Map.of())
              .join(Duration.ofSeconds(30));
      assertThat(result.status()).isEqualTo(FlowStatus.SUCCESS);
      assertThat(worker.status()).isNotNull();
      assertThat(subscriber).isNotNull();
      await().untilAsserted(() -> assertThat(notifications.toString()).contains("success"));
    }
  }

  private void refuseALogin(CapturedLog log) {
    AmqpSettings wrong = settings(PASSWORD + "-wrong");
    try (AmqpTransport refused = AmqpTransport.connect(wrong)) {
      await().untilAsserted(() -> assertThat(log.text()).contains("ACCESS_REFUSED"));
      assertThat(refused.state()).isNotNull();
    }
  }

  private AmqpSettings settings(String password) {
    return AmqpSettings.builder()
        .uri(broker.uri())
        .user(USER)
        .password(password)
        .connectionName("credentials")
        .build();
  }

  private static void assertSecret(String text) {
    assertThat(text).doesNotContain(PASSWORD);
  }
}

package io.taskflow.security;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.SecretResolver;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that only tasks see: whatever they say, and wherever one looks. */
class SecretReferencesTest {

  private static final String PASSWORD = "c0rrect \"horse\" 47/11";
  private static final String PIN = "80808080";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> got = new CopyOnWriteArrayList<>();
  private final List<String> everywhere = new CopyOnWriteArrayList<>();
  @TempDir Path directory;

  @Test
  void tasksGetTheSecretsAndNobodyElseSeesThem() throws Exception {
    try (CapturedLog log = new CapturedLog("ROOT", Level.TRACE)) {
      FlowResult result = run(Map.of("db", reference("db.password"), "pin", reference("pin")));

      assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
      assertThat(got).contains("login " + PASSWORD, "pin " + PIN, "undo " + PASSWORD);
      assertThat(result.failures().get("b").message()).isEqualTo("no login with ***, code ***");
      assertThat(result.failures().get("b").causes().getFirst().message())
          .endsWith("in Base64 ***");
      everywhere.add(log.text());
    }
    try (Stream<Path> journal = Files.list(directory.resolve("journal"))) {
      for (Path part : journal.toList()) {
        everywhere.add(Files.readString(part, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(everywhere).hasSizeGreaterThan(20);
    assertThat(everywhere).anyMatch(text -> text.contains("$secret"));
    assertThat(everywhere).anyMatch(text -> text.contains("half-way with ***"));
    for (String text : everywhere) {
      assertThat(text).doesNotContain("c0rrect", PIN, base64(PASSWORD));
    }
  }

  @Test
  void aSecretThatIsNotThereFailsTheTaskAndIsNamed() throws Exception {
    FlowResult result = run(Map.of("db", reference("missing"), "pin", 1));

    assertThat(result.failures().get("a").code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(result.failures().get("a").message())
        .isEqualTo("there is no secret 'missing' for tasks of type 'login' in this worker");
    assertThat(got).isEmpty();
  }

  @Test
  void aNameThatLeadsElsewhereIsRefused() throws Exception {
    Files.writeString(directory.resolve("outside"), "not for tasks");

    for (Object name : List.of("../outside", "/etc/passwd", ".hidden", "", 7)) {
      FlowResult result = run(Map.of("db", reference(name), "pin", 1));

      assertThat(result.failures().get("a").message())
          .startsWith("a reference to a secret is malformed");
    }
  }

  private FlowResult run(Map<String, ?> store) throws Exception {
    Path secrets = directory.resolve("secrets");
    Files.createDirectories(secrets);
    Files.createDirectories(directory.resolve("journal"));
    Files.writeString(secrets.resolve("db.password"), PASSWORD + "\n");
    InMemoryBroker broker = new InMemoryBroker();
    broker.observe(message -> everywhere.add(new String(message.body(), StandardCharsets.UTF_8)));
    try (Journal journal = SqliteJournal.open(directory.resolve("journal/flows.db"));
        Engine engine =
            Engine.builder()
                .transport(broker.connect("engine"))
                .journal(journal)
                .topics("t")
                .start();
        Worker worker =
            Worker.builder()
                .transport(broker.connect("worker"))
                .topic("t")
                .secrets(
                    SecretResolver.directory(secrets)
                        .or(SecretResolver.environment("X_", Map.of("X_PIN", PIN))))
                .tasks(
                    TaskRegistry.builder()
                        .addShared("login", new Login())
                        .addShared("fails", this::fail)
                        .build())
                .start();
        Subscriber subscriber =
            Subscriber.live(
                broker.connect("subscriber"),
                Topology.defaults(),
                List.of("#"),
                event -> everywhere.add(event.toString()))) {
      FlowResult result =
          engine
              .submit(
                  linear(
                          "f",
                          task("a", "login").topic("t").requires("db").provides("session"),
                          task("b", "fails").topic("t").requires("db", "pin", "session"))
                      .build(),
                  store)
              .join(LIMIT);
      assertThat(worker.status()).isNotNull();
      assertThat(subscriber).isNotNull();
      await()
          .atMost(LIMIT)
          .until(() -> everywhere.stream().anyMatch(text -> text.contains("state=reverted")));
      return result;
    }
  }

  private static Map<String, Object> reference(Object name) {
    return Map.of("user", "ada", "password", Map.of("$secret", name));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A task that says its secret wherever it can. */
  private final class Login implements Task {
    @Override
    public Object execute(TaskContext context) {
      String password = String.valueOf(context.argument("db", Map.class).get("password"));
      got.add("login " + password);
      context.progress(0.5, Map.of("half-way with " + password, List.of(password)));
      return Map.of("as", "ada", "with", List.of(password), password, base64(password));
    }

    @Override
    public @Nullable Object revert(RevertContext context) {
      if (context.failed()) {
        return null;
      }
      got.add("undo " + context.argument("db", Map.class).get("password"));
      return null;
    }
  }

  private Object fail(TaskContext context) {
    Object password = context.argument("db", Map.class).get("password");
    Object pin = context.argument("pin", Map.class).get("password");
    got.add("pin " + pin);
    throw new IllegalStateException(
        "no login with " + password + ", code " + pin,
        new IllegalArgumentException("in Base64 " + base64(String.valueOf(password))));
  }
}

package io.taskflow.security;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.events.Notification;
import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageLimits;
import io.taskflow.protocol.security.PayloadKeys;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.testkit.protocol.RandomMessages;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that only those can read who have the keys. */
class EncryptedPayloadTest {

  private static final String SECRET = "4711-is-the-number";
  private static final PayloadKeys OLD = PayloadKeys.of("k1", Map.of("k1", bytes(1)));
  private static final PayloadKeys BOTH_OLD =
      PayloadKeys.of("k1", Map.of("k1", bytes(1), "k2", bytes(2)));
  private static final PayloadKeys BOTH_NEW =
      PayloadKeys.of("k2", Map.of("k1", bytes(1), "k2", bytes(2)));
  private static final PayloadKeys NEW = PayloadKeys.of("k2", Map.of("k2", bytes(2)));

  @TempDir Path directory;

  @Test
  void everyMessageIsReadAsItWasWrittenByWhoeverHasTheKey() {
    long seed = System.nanoTime();
    RandomMessages messages = new RandomMessages(new SplittableRandom(seed));
    MessageCodec writer = codec(BOTH_NEW);
    for (int i = 0; i < 500; i++) {
      Message message = messages.next();
      byte[] body = writer.encode(message);
      assertThat(codec(NEW).decode(body)).as("seed %d, message %d", seed, i).isEqualTo(message);
      // What is in the clear is read, too, while an installation is changed over.
      assertThat(codec(NEW).decode(new MessageCodec().encode(message))).isEqualTo(message);
      if (hasValues(message)) {
        assertThatThrownBy(() -> codec(OLD).decode(body))
            .isInstanceOf(MalformedMessageException.class)
            .hasMessageContaining("encrypted with key 'k2', and there are only [k1] here");
        assertThatThrownBy(() -> new MessageCodec().decode(body))
            .isInstanceOf(MalformedMessageException.class);
      }
    }
  }

  @Test
  void largeValuesAreReadAsTheyWereWritten() {
    AttemptRef attempt =
        new AttemptRef(new FlowId("f1"), "load", Action.EXECUTE, new AttemptToken("t1"));
    for (Json large : List.of(Json.of("x".repeat(50_000)), Json.of(List.of("y".repeat(50_000))))) {
      Message reply = new TaskReply.Succeeded(attempt, "w", Instant.EPOCH, large);

      assertThat(codec(NEW).decode(codec(NEW).encode(reply))).isEqualTo(reply);
    }
  }

  private static boolean hasValues(Message message) {
    return message instanceof TaskRequest
        || message instanceof TaskReply.Succeeded
        || message instanceof Signal.StartChild
        || message instanceof Signal.RetryTask
        || message instanceof Signal.ResolveTask;
  }

  @Test
  void theAttemptOfARequestOrAnswerIsReadWithoutAKey() {
    RandomMessages messages = new RandomMessages(new SplittableRandom(7));
    assertThat(messages.oneOfEach())
        .filteredOn(m -> m instanceof TaskRequest || m instanceof TaskReply.Succeeded)
        .isNotEmpty()
        .allSatisfy(m -> assertThat(new MessageCodec().attempt(codec(NEW).encode(m))).isPresent());
  }

  @Test
  void anEncryptedValueCannotBeMovedToAnotherAttemptOrChanged() {
    RandomMessages messages = new RandomMessages(new SplittableRandom(7));
    TaskReply.Succeeded reply =
        (TaskReply.Succeeded)
            messages
                .oneOfEach()
                .filter(TaskReply.Succeeded.class::isInstance)
                .findFirst()
                .orElseThrow();
    String body = new String(codec(NEW).encode(reply), StandardCharsets.UTF_8);
    String token = reply.attempt().token().value();

    assertRefused(body.replace("\"token\":\"" + token, "\"token\":\"x" + token));
    assertRefused(body.replaceFirst("k2:....", "k2:AAAA"));
    assertThat(codec(NEW).decode(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(reply);
  }

  @Test
  void flowsRunWhileKeysAreExchangedAndNothingOnTheWireShowsAValue() throws Exception {
    InMemoryBroker broker = new InMemoryBroker();
    List<String> wire = new CopyOnWriteArrayList<>();
    broker.observe(message -> wire.add(new String(message.body(), StandardCharsets.UTF_8)));
    List<Notification> heard = new CopyOnWriteArrayList<>();
    try (Engine engine =
            Engine.builder()
                .transport(broker.connect("engine"))
                .journal(new InMemoryJournal(1))
                .payloadKeys(BOTH_NEW)
                .topics("t")
                .flow(
                    "inner",
                    linear("inner", task("a", "echo").topic("t").requires("said").provides("echo"))
                        .build())
                .start();
        Worker worker =
            Worker.builder()
                .transport(broker.connect("worker"))
                .topic("t")
                .payloadKeys(BOTH_OLD)
                .tasks(
                    TaskRegistry.builder()
                        .addShared("echo", new Echo())
                        .addShared("fails", context -> fail(context))
                        .build())
                .start();
        Subscriber subscriber =
            Subscriber.live(
                broker.connect("subscriber"), Topology.defaults(), List.of("#"), heard::add)) {
      var result =
          engine
              .submit(
                  linear(
                          "f",
                          childFlow("c", "inner").requires("said").providesMembers("echo"),
                          task("b", "fails").topic("t").requires("echo"))
                      .build(),
                  Map.of("said", SECRET))
              .join(Duration.ofSeconds(60));

      assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
      assertThat(result.failures().get("b").message()).isEqualTo("no: " + SECRET);
      assertThat(worker.status()).isNotNull();
      assertThat(subscriber).isNotNull();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(heard)
                      .anyMatch(event -> event.decrypted(NEW).data().text().contains(SECRET)));
    }
    assertThat(wire).anyMatch(body -> body.contains("$encrypted\":\"k1:"));
    assertThat(wire).anyMatch(body -> body.contains("$encrypted\":\"k2:"));
    assertThat(wire).noneMatch(body -> body.contains(SECRET));
  }

  @Test
  void aFileOfKeysIsReadAndNeverShown() throws Exception {
    String key = Base64.getEncoder().encodeToString(bytes(3));
    Path file = directory.resolve("keys");
    Files.writeString(file, "{\"use\": \"a\", \"keys\": {\"a\": \"" + key + "\"}}");
    assertThat(PayloadKeys.read(file)).hasToString("PayloadKeys[uses a of [a]]");

    for (String spoilt :
        List.of(
            "{", "{\"use\": \"b\", \"keys\": {\"a\": \"" + key + "\"}}", key, "{\"keys\": 1}")) {
      Files.writeString(file, spoilt);
      assertThatThrownBy(() -> PayloadKeys.read(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("payload keys " + file + ": the file must be readable and hold")
          .hasMessageNotContaining(key)
          .hasNoCause();
    }
  }

  private static void assertRefused(String body) {
    assertThatThrownBy(() -> codec(NEW).decode(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("can't be decrypted with key 'k2'");
  }

  private static MessageCodec codec(PayloadKeys keys) {
    return new MessageCodec(MessageLimits.defaults(), keys);
  }

  private static byte[] bytes(int value) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) value);
    return key;
  }

  private static Object fail(TaskContext context) {
    throw new IllegalStateException("no: " + context.argument("echo", String.class));
  }

  /** Returns what it is told, also when it is reverted. */
  private static final class Echo implements Task {
    @Override
    public Object execute(TaskContext context) {
      return context.argument("said", String.class);
    }

    @Override
    public Object revert(RevertContext context) {
      return context.result(String.class).orElse("");
    }
  }
}

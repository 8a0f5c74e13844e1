package io.taskflow.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.controller.VerbsAtHost;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.security.KeyRing;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.PayloadKeys;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.ProcessUnderTest;
import io.taskflow.worker.Worker;
import io.taskflow.worker.std.StandardTasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line where all messages are signed and all values encrypted. */
@RequiresRabbit
class SecuredVerbsTest {

  private static final String SECRET = "4711-is-the-number";
  private static final int PARTITIONS = 8;

  private static final Keys ENGINE = Keys.named("engine-1");
  private static final Keys OPERATOR = Keys.named("operator-1");
  private static final Keys WORKER = Keys.named("worker-1");

  private final Topology topology = Topology.defaults().withNamespace("signed");
  private final RabbitBroker broker;
  @TempDir private Path directory;

  SecuredVerbsTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Test
  void theySignAndEncryptAndWhoHasNoKeyIsNotObeyed() throws Exception {
    Path ring =
        write(
            "ring.json",
            """
            {"keys": [%s, %s, %s]}"""
                .formatted(
                    ENGINE.json("engine"),
                    OPERATOR.json("engine"),
                    WORKER.json("worker").replace("[\"left\"]", "[\"default\"]")));
    Path payload =
        write(
            "payload.json",
            """
            {"use": "k1", "keys": {"k1": "%s"}}"""
                .formatted(Base64.getEncoder().encodeToString(new byte[32])));
    Path journal = directory.resolve("flows.db");
    List<Delivery> seen = new CopyOnWriteArrayList<>();
    try (Transport spy = connect("spy");
        Transport forWorker = connect("worker");
        Worker worker =
            Worker.builder()
                .transport(forWorker)
                .topology(topology)
                .topic("default")
                .security(
                    MessageSecurity.NONE
                        .signingWith(WORKER.signing())
                        .believing(KeyRing.file(ring)))
                .payloadKeys(PayloadKeys.read(payload))
                .tasks(StandardTasks.harmless())
                .start();
        ProcessUnderTest host = host(journal, ring, payload)) {
      assertThat(worker.status().ready()).isTrue();
      listen(spy, seen);
      Map<String, String> where = where(journal);
      Map<String, String> trusted = new HashMap<>(where);
      trusted.put("TASKFLOW_SIGNING_KEY", pem(OPERATOR).toString());
      trusted.put("TASKFLOW_SIGNING_KEY_ID", OPERATOR.id());
      trusted.put("TASKFLOW_TRUSTED_KEYS", ring.toString());
      trusted.put("TASKFLOW_PAYLOAD_KEYS", payload.toString());
      VerbsAtHost verbs = new VerbsAtHost(trusted, directory);
      verbs.runAll(SECRET);
      assertThat(seen).extracting(Delivery::type).contains("task-request", "flow-suspend");
      assertThat(seen)
          .allSatisfy(
              message -> {
                assertThat(message.headers()).containsKey("taskflow-signature");
                assertThat(new String(message.body(), StandardCharsets.UTF_8))
                    .doesNotContain(SECRET);
              });

      String flow = verbs.submitParked();
      assertThat(new VerbsAtHost(where, directory).run(9, "suspend", "--wait", "2s", flow))
          .contains("has refused it");
      verbs.awaitStatus(flow, "RUNNING");
      assertThat(host.output()).doesNotContain(SECRET);
    }
  }

  private Map<String, String> where(Path journal) {
    return Map.of(
        "TASKFLOW_JOURNAL",
        journal.toString(),
        "TASKFLOW_AMQP_URI",
        broker.uri().toString(),
        "TASKFLOW_NAMESPACE",
        topology.namespace());
  }

  private ProcessUnderTest host(Path journal, Path ring, Path payload) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--amqp-uri", broker.uri().toString()));
    arguments.addAll(List.of("--namespace", topology.namespace()));
    arguments.addAll(List.of("--journal", journal.toString()));
    arguments.addAll(List.of("--signing-key", pem(ENGINE).toString()));
    arguments.addAll(List.of("--signing-key-id", ENGINE.id()));
    arguments.addAll(List.of("--trusted-keys", ring.toString()));
    arguments.addAll(List.of("--payload-keys", payload.toString()));
    ProcessUnderTest host =
        ProcessUnderTest.start(io.taskflow.controller.host.Main.class, directory, arguments);
    host.awaitReady();
    return host;
  }

  private AmqpTransport connect(String name) {
    return AmqpTransport.connect(
        AmqpSettings.builder().uri(broker.uri()).connectionName(name).build());
  }

  /** Hears the requests, the answers, and what is asked of flows. */
  private void listen(Transport spy, List<Delivery> seen) {
    Stream<Binding> inboxes =
        IntStream.range(0, PARTITIONS)
            .mapToObj(p -> new Binding(topology.inboxExchange(), topology.inboxKey(p)));
    Queue queue =
        new Queue(
            topology.tasksExchange() + ".spy",
            QueueKind.EXCLUSIVE,
            Stream.concat(Stream.of(new Binding(topology.tasksExchange(), "default")), inboxes)
                .toList(),
            null,
            null);
    spy.declare(List.of(queue));
    spy.consume(
        queue.name(),
        100,
        delivery -> {
          seen.add(delivery);
          delivery.ack();
        });
  }

  private Path pem(Keys keys) throws IOException {
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.pair().getPrivate().getEncoded());
    return write(
        keys.id() + ".pem",
        "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}

package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.controller.site.BrokerAccess;
import io.taskflow.controller.socket.SocketBroker;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.journal.jdbc.SqliteSettings;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.TopologyCheck;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import io.taskflow.worker.std.StandardTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An installation for the command line: a SQLite file, a broker in memory, an engine, and a worker
 * with the built-in tasks.
 */
final class Town implements AutoCloseable, BrokerAccess {

  static final Duration LIMIT = Duration.ofSeconds(60);

  final Path journal;
  private final InMemoryBroker broker = new InMemoryBroker();
  private final List<AutoCloseable> open = new ArrayList<>();

  /** With nobody at the journal, which is made. */
  Town(Path directory) {
    this.journal = directory.resolve("flows.db");
    SqliteJournal.open(SqliteSettings.of(journal).withPartitions(1)).close();
  }

  /** With an engine. */
  Town withEngine() {
    Journal flows = SqliteJournal.open(this.journal);
    open.add(flows);
    Engine engine = Engine.builder().transport(connect("engine")).journal(flows).start();
    open.add(engine);
    await().atMost(LIMIT).until(() -> engine.health().ready());
    return this;
  }

  /** With a worker of the default topic. */
  Town withWorker() {
    return withWorker("default");
  }

  /** With a worker of a topic. */
  Town withWorker(String topic) {
    open.add(
        Worker.builder()
            .name("w")
            .transport(connect("worker of " + topic))
            .topic(topic)
            .tasks(StandardTasks.harmless())
            .drainTimeout(Duration.ofMillis(100))
            .start());
    return this;
  }

  /** A socket by which programs of their own reach its broker. */
  Path socket() throws IOException {
    SocketBroker socket = SocketBroker.open(broker::connect, Topology.defaults());
    open.add(socket);
    return socket.file();
  }

  private Transport connect(String name) {
    Transport transport = broker.connect(name);
    open.add(transport);
    return transport;
  }

  /** Runs a verb on it. */
  Terminal run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--journal", journal.toString()));
    return Terminal.run(this, all.toArray(String[]::new));
  }

  /** As {@link #run}; it has to work, and answers in JSON. */
  Json json(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", "json"));
    Terminal terminal = run(all.toArray(String[]::new));
    assertThat(terminal.err()).as(String.join(" ", all)).isEmpty();
    assertThat(terminal.status()).as(terminal.out()).isEqualTo(ExitCode.DONE);
    return Json.parse(terminal.out());
  }

  /** Submits a document; the id of the flow. */
  String submit(Path document, String... more) {
    List<String> all = new ArrayList<>(List.of("submit", document.toString()));
    all.addAll(List.of(more));
    return text(json(all.toArray(String[]::new)), "flow");
  }

  /** Waits until {@code show} says that a flow has this status. */
  void awaitStatus(String flow, String status) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(text(json("show", flow), "status")).isEqualTo(status));
  }

  /** What {@code show} says of a task. */
  Json task(String flow, String name) {
    Json tasks = json("show", flow).member("tasks");
    assertThat(tasks).isNotNull();
    return tasks.elements().stream()
        .filter(task -> text(task, "name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** A member that is a text, or {@code null}. */
  static String text(Json object, String member) {
    Json value = object.member(member);
    return value == null || value.isNull() ? "null" : String.valueOf(value.toObject());
  }

  @Override
  public Transport connect(AmqpSettings settings) {
    return broker.connect(settings.connectionName());
  }

  @Override
  public Map<Declaration, String> check(AmqpSettings settings, List<Declaration> declarations) {
    Map<Declaration, String> found = new LinkedHashMap<>();
    try (Transport transport = broker.connect("check")) {
      for (Declaration declaration : declarations) {
        boolean missing =
            declaration instanceof Declaration.Queue && !transport.mayExist(declaration.name());
        found.put(declaration, missing ? TopologyCheck.MISSING : "");
      }
    }
    return found;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }
}

package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.protocol.MessageSchemas;
import io.taskflow.worker.Worker;
import io.taskflow.worker.WorkerBuilder;
import java.nio.file.Path;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A broker and a journal that engines and workers of one test share, under a namespace of their
 * own.
 *
 * @param topology names at the broker
 * @param connect makes the transport of a participant
 * @param openJournal opens the journal; again after it was closed
 * @param invalidMessages what was sent and does not follow its schema, as far as it can be observed
 */
record Installation(
    Topology topology,
    Function<String, Transport> connect,
    Supplier<Journal> openJournal,
    Queue<String> invalidMessages) {

  /** Everything in this process; every message is held against its schema. */
  static Installation inMemory() {
    Queue<String> invalid = new ConcurrentLinkedQueue<>();
    InMemoryBroker broker = new InMemoryBroker();
    broker.observe(message -> check(message, invalid));
    InMemoryJournal journal = new InMemoryJournal(4);
    return new Installation(namespace(), broker::connect, () -> journal, invalid);
  }

  static Installation rabbitAndSqlite(RabbitBroker rabbit, Path file) {
    return rabbit(rabbit, () -> SqliteJournal.open(file));
  }

  static Installation rabbitAndPostgres(RabbitBroker rabbit, String url) {
    return rabbit(rabbit, () -> PostgresJournal.open(PostgresSettings.parse(url)));
  }

  static Installation rabbit(RabbitBroker rabbit, Supplier<Journal> journal) {
    return new Installation(
        namespace(),
        name ->
            AmqpTransport.connect(
                AmqpSettings.builder().uri(rabbit.uri()).connectionName(name).build()),
        journal,
        new ConcurrentLinkedQueue<>());
  }

  /** An engine of this installation, to be set further and started. */
  EngineBuilder engine(Transport transport, Journal journal) {
    return Engine.builder().transport(transport).topology(topology).journal(journal);
  }

  /** A worker of the topic {@code default} of this installation, likewise. */
  WorkerBuilder worker(Transport transport, TestTasks tasks) {
    return Worker.builder()
        .transport(transport)
        .topology(topology)
        .topic("default")
        .tasks(tasks.registry());
  }

  private static Topology namespace() {
    return Topology.defaults().withNamespace("t" + UUID.randomUUID().toString().substring(0, 8));
  }

  private static void check(OutgoingMessage message, Queue<String> invalid) {
    String type =
        message.contentType().contains("cloudevents") ? MessageSchemas.FLOW_EVENT : message.type();
    MessageSchemas.problems(type, message.body())
        .forEach(problem -> invalid.add(message.type() + ": " + problem));
  }
}

package io.taskflow.testkit.conformance;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The embedded default: RabbitMQ with quorum queues, and SQLite at synchronous=FULL. */
@RequiresRabbit
class EngineConformanceOnRabbitTest extends EngineConformance {

  private final RabbitBroker rabbit;
  @TempDir private Path directory;

  EngineConformanceOnRabbitTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  @Override
  Transport connect(String name) {
    return AmqpTransport.connect(
        AmqpSettings.builder().uri(rabbit.uri()).connectionName(name).build());
  }

  @Override
  Journal openJournal() {
    return SqliteJournal.open(directory.resolve("journal.db"));
  }
}

package io.taskflow.engine.runtime;

import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The embedded default: RabbitMQ with quorum queues, and SQLite at synchronous=FULL. */
@RequiresRabbit
class RabbitSqliteFlowTest extends FlowScenarios {

  private final RabbitBroker rabbit;
  @TempDir private Path directory;

  RabbitSqliteFlowTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  @Override
  Installation installation() {
    return Installation.rabbitAndSqlite(rabbit, directory.resolve("journal.db"));
  }
}

package io.taskflow.engine.runtime;

import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.postgres.PrivatePostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The installation of several engines: RabbitMQ with quorum queues, and PostgreSQL. */
@RequiresRabbit
class RabbitPostgresFlowTest extends FlowScenarios {

  private static PrivatePostgres postgres;
  private final RabbitBroker rabbit;

  RabbitPostgresFlowTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  @BeforeAll
  static void startDatabase() {
    postgres = PrivatePostgres.start();
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    postgres.close();
  }

  @Override
  Installation installation() {
    return Installation.rabbitAndPostgres(rabbit, postgres.jdbcUrl());
  }
}

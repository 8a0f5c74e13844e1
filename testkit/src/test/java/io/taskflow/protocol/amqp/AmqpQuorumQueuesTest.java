package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;

@RequiresRabbit
class AmqpQuorumQueuesTest extends QuorumTransportContract {

  private final RabbitBroker broker;

  AmqpQuorumQueuesTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Override
  Transport connect(String name) {
    return AmqpTransport.connect(
        AmqpSettings.builder().uri(broker.uri()).connectionName(name).build());
  }

  @Override
  void deleteQueue(String name) {
    broker.deleteQueue(name);
  }
}

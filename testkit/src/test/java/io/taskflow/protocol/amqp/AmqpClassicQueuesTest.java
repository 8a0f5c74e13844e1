package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;

@RequiresRabbit
class AmqpClassicQueuesTest extends TransportContract {

  private final RabbitBroker broker;

  AmqpClassicQueuesTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Override
  Transport connect(String name) {
    return AmqpTransport.connect(
        AmqpSettings.builder().uri(broker.uri()).connectionName(name).build());
  }

  @Override
  QueueKind queueKind() {
    return QueueKind.CLASSIC;
  }

  @Override
  void deleteQueue(String name) {
    broker.deleteQueue(name);
  }
}

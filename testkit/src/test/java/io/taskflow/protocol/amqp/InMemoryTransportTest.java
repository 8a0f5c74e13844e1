package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;

class InMemoryTransportTest extends QuorumTransportContract {

  private final InMemoryBroker broker = new InMemoryBroker();

  @Override
  Transport connect(String name) {
    return broker.connect(name);
  }

  @Override
  void deleteQueue(String name) {
    broker.deleteQueue(name);
  }
}

package io.taskflow.testkit.broker;

import io.taskflow.testkit.junit.RequiresDocker;

@RequiresDocker
class ContainerRabbitTest extends RabbitNodeContract {

  @Override
  RabbitNode startNode(RabbitSettings settings) {
    return ContainerRabbit.start(settings);
  }
}

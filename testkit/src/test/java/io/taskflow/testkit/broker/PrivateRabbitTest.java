package io.taskflow.testkit.broker;

/** The node from the machine's program, against the contract of all nodes. */
@RequiresRabbitProgram
class PrivateRabbitTest extends RabbitNodeContract {

  @Override
  RabbitNode startNode(RabbitSettings settings) {
    return PrivateRabbit.start(settings);
  }
}

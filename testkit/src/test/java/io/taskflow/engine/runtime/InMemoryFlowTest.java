package io.taskflow.engine.runtime;

/** Engine and worker in one process without a broker; every message is held against its schema. */
class InMemoryFlowTest extends FlowScenarios {

  @Override
  Installation installation() {
    return Installation.inMemory();
  }
}

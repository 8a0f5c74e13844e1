package io.taskflow.testkit.conformance;

import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.journal.Journal;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;

/** Engine and worker in one process, without a broker. */
class EngineConformanceInMemoryTest extends EngineConformance {

  private final InMemoryBroker broker = new InMemoryBroker();

  @Override
  Transport connect(String name) {
    return broker.connect(name);
  }

  @Override
  Journal openJournal() {
    return new InMemoryJournal(4);
  }
}

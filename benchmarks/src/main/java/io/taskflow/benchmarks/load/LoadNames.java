package io.taskflow.benchmarks.load;

import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Topology;
import java.util.Locale;

/** What the processes agree on. */
final class LoadNames {

  static final String BROKER = "BENCHMARK_BROKER";
  static final String DATABASE = "BENCHMARK_DATABASE";
  static final String TOPIC = "bench";
  static final String NOTHING = "nothing";
  static final String FAILING = "failing";
  static final String PAYLOAD = "payload";
  static final String LENGTH = "length";
  static final String MILLIS = "millis";

  private LoadNames() {}

  static Topology topology(String queueType) {
    Topology defaults = Topology.defaults();
    return new Topology(
        defaults.namespace(),
        QueueKind.valueOf(queueType.toUpperCase(Locale.ROOT)),
        defaults.deliveryLimit());
  }
}

package io.taskflow.engine.runtime;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.journal.Journal;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A broker and a journal in memory, with one partition unless told otherwise, a played worker, and
 * engines on demand.
 */
final class EngineRig implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(60);

  /** Of engines that are to keep their partition: a busy machine may hold them up for seconds. */
  static final Duration LONG_LEASE = Duration.ofSeconds(10);

  /** Of engines that are to lose it; they may also do so when the test does not expect it. */
  static final Duration SHORT_LEASE = Duration.ofSeconds(1);

  final InMemoryBroker broker;
  final Topology topology = Topology.defaults();
  final InMemoryJournal journal;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final PlayedWorker worker;
  private final Map<Engine, Transport> transports = new HashMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  EngineRig() {
    this(new InMemoryBroker());
  }

  EngineRig(InMemoryBroker broker) {
    this(broker, 1);
  }

  EngineRig(InMemoryBroker broker, int partitions) {
    this.broker = broker;
    this.journal = new InMemoryJournal(partitions);
    this.worker = new PlayedWorker(broker, topology);
    open.add(worker);
  }

  /** An engine that has recovered its partition. */
  Engine owner(String name, Journal of) {
    return owner(name, of, LONG_LEASE);
  }

  Engine owner(String name, Journal of, Duration lease) {
    Engine engine = engine(name, of, lease);
    awaitOwning(engine);
    return engine;
  }

  /** An engine that has recovered so many partitions, and knows these flows. */
  Engine owner(String name, Journal of, int partitions, Duration lease, Map<String, Flow> flows) {
    EngineBuilder builder = builder(name, of, connect(name), lease);
    flows.forEach(builder::flow);
    Engine engine = builder.start();
    open.add(engine);
    await().atMost(LIMIT).until(() -> engine.health().partitions().size() == partitions);
    return engine;
  }

  /** An engine that has recovered its partition, with settings of its own. */
  Engine owner(String name, Journal of, UnaryOperator<EngineBuilder> settings) {
    Engine engine = settings.apply(builder(name, of, connect(name), LONG_LEASE)).start();
    open.add(engine);
    awaitOwning(engine);
    return engine;
  }

  Engine engine(String name, Journal of) {
    return engine(name, of, LONG_LEASE);
  }

  private Engine engine(String name, Journal of, Duration lease) {
    return engine(name, of, lease, connect(name));
  }

  Engine engine(String name, Journal of, Duration lease, Transport transport) {
    Engine engine = builder(name, of, transport, lease).start();
    open.add(engine);
    transports.put(engine, transport);
    return engine;
  }

  private EngineBuilder builder(String name, Journal of, Transport transport, Duration lease) {
    return Engine.builder()
        .name(name)
        .transport(transport)
        .topology(topology)
        .journal(of)
        .meterRegistry(meters)
        .leaseFor(lease);
  }

  Transport connect(String name) {
    Transport transport = broker.connect(name);
    open.add(transport);
    return transport;
  }

  static void awaitOwning(Engine engine) {
    await().atMost(LIMIT).until(() -> engine.health().partitions().contains(0));
  }

  /** How many messages of an engine have no outcome yet. */
  int pending(Engine engine) {
    return Objects.requireNonNull(transports.get(engine)).statistics().pending();
  }

  double count(String counter) {
    return meters.counter(counter).count();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }
}

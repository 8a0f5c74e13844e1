package io.taskflow.testkit.simulation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.EngineBuilder;
import io.taskflow.engine.runtime.ManualEngine;
import io.taskflow.protocol.FlowId;
import io.taskflow.testkit.simulation.broker.SimulatedTransport;
import io.taskflow.testkit.simulation.flows.RandomFlow;
import io.taskflow.testkit.simulation.world.Fault;
import io.taskflow.testkit.simulation.world.Process;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process with an engine in it. */
final class SimulatedEngine extends Process {

  /** After which silence the broker takes a connection for dead. */
  static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final Installation installation;
  private final SimulatedTransport transport;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Duration clockOff;
  private @Nullable ManualEngine engine;

  SimulatedEngine(Installation installation, String name) {
    super(installation.world(), name);
    this.installation = installation;
    this.transport = installation.broker().connect(this);
    this.clockOff = world().chance().millis(-300, 300);
  }

  void begin() {
    EngineBuilder builder =
        Engine.builder()
            .name(name())
            .transport(transport)
            .topology(installation.topology())
            .journal(
                new SimulatedJournal(
                    installation.journal(),
                    this,
                    installation.checks().journal(),
                    installation::journalAway,
                    installation::owned,
                    installation.stress().journalOneIn()))
            .leaseFor(installation.stress().lease())
            .snapshotEvery(installation.stress().snapshotEvery())
            .maxOutstanding(installation.stress().maxOutstanding())
            .lostAfter(installation.stress().lostAfter())
            .controls(RandomFlow.CONTROLS)
            .flowOptions(
                FlowOptions.DEFAULTS.withPlacementLimit(world().chance().millis(5_000, 40_000)))
            .meterRegistry(meters);
    installation.flows().forEach(builder::flow);
    engine =
        builder.manual(
            () -> world().time().now().plus(clockOff),
            world().time()::nowNanos,
            world().chance().generator());
  }

  /** The engine, if it has begun. */
  Optional<ManualEngine> engine() {
    return Optional.ofNullable(engine);
  }

  SimulatedTransport transport() {
    return transport;
  }

  @Override
  protected void step() {
    ManualEngine running = engine;
    if (running == null) {
      return;
    }
    running.step();
    double faults = meters.counter(EngineMetrics.ENGINE_FAULTS).count();
    world()
        .require(
            faults == 0 || !alive(),
            "no engine has a fault of its own",
            name(),
            faults + " faults");
    if (running.stopped()) {
      crash();
    } else {
      installation.checks().journal().checkMemory(name(), this::inMemory);
    }
  }

  /** A flow as this engine has it in memory, if it owns its partition and is not amid a step. */
  private Optional<FlowState> inMemory(FlowId flow) {
    ManualEngine running = engine;
    int partition = flow.partition(installation.journal().partitions());
    PartitionRow row = installation.journal().partitionRows().get(partition);
    return running == null || !alive() || !name().equals(row.owner())
        ? Optional.empty()
        : running.inMemory(flow, partition);
  }

  @Override
  protected Optional<Duration> next() {
    ManualEngine running = engine;
    if (running == null) {
      return Optional.empty();
    }
    return running.ready() ? Optional.of(Duration.ZERO) : running.next();
  }

  @Override
  protected void mishap() {
    if (world().strikes(Fault.ENGINE_CRASH, 10 * installation.stress().crashOneIn())) {
      crash();
    } else if (world().strikes(Fault.ENGINE_FREEZE, 10 * installation.stress().freezeOneIn())) {
      freezeInside(world().chance().millis(100, 12_000));
    }
  }

  @Override
  protected void whenGone() {
    transport.processGone(world().chance().millis(0, world().chance().oneIn(4) ? 6_000 : 5));
    installation.replace(installation::startEngine);
  }

  @Override
  protected void whenFrozen(Duration time) {
    if (time.compareTo(HEARTBEAT) > 0) {
      world().time().after(HEARTBEAT, () -> transport.cut(Duration.ZERO, Duration.ZERO));
    }
  }
}

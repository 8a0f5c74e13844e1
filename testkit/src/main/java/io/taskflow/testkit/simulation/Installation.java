package io.taskflow.testkit.simulation;

import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.journal.Lease;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.testkit.simulation.broker.SimulatedBroker;
import io.taskflow.testkit.simulation.checks.BrokerChecks;
import io.taskflow.testkit.simulation.flows.Ledger;
import io.taskflow.testkit.simulation.flows.RandomFlow;
import io.taskflow.testkit.simulation.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that one simulated world has: broker, journal, engines, workers, and the checks. */
final class Installation {

  /** How soon an engine lets go of a partition that is another one's. */
  private static final Duration LET_GO_WITHIN = Duration.ofSeconds(1);

  private final World world;
  private final Stress stress;
  private final Topology topology = Topology.defaults();
  private final BrokerChecks checks;
  private final SimulatedBroker broker;
  private final InMemoryJournal journal;
  private final Map<String, Flow> flows;
  private final Ledger ledger = new Ledger();
  private final List<SimulatedEngine> engines = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private boolean journalAway;
  private int starts;

  Installation(World world) {
    this.world = world;
    this.stress = Stress.of(world.chance());
    this.checks = new BrokerChecks(world, topology);
    this.broker = new SimulatedBroker(world, checks);
    this.journal = new InMemoryJournal(stress.partitions(), world.time()::now);
    this.flows = RandomFlow.registered(world.chance(), stress.purges());
  }

  World world() {
    return world;
  }

  Stress stress() {
    return stress;
  }

  Topology topology() {
    return topology;
  }

  BrokerChecks checks() {
    return checks;
  }

  SimulatedBroker broker() {
    return broker;
  }

  InMemoryJournal journal() {
    return journal;
  }

  /** The flows that child flows may name, at every engine. */
  Map<String, Flow> flows() {
    return flows;
  }

  Ledger ledger() {
    return ledger;
  }

  boolean journalAway() {
    return journalAway;
  }

  void journalAway(boolean away) {
    journalAway = away;
  }

  /** The engines that have not crashed or ended. */
  List<SimulatedEngine> engines() {
    engines.removeIf(engine -> !engine.alive());
    return List.copyOf(engines);
  }

  /** The workers that have not crashed or ended. */
  List<SimulatedWorker> workers() {
    workers.removeIf(worker -> !worker.alive());
    return List.copyOf(workers);
  }

  void startEngine() {
    SimulatedEngine engine = new SimulatedEngine(this, "engine-" + ++starts);
    engines.add(engine);
    world.add(engine);
    engine.hand(engine::begin);
  }

  void startWorker() {
    SimulatedWorker worker = new SimulatedWorker(this, "worker-" + ++starts);
    workers.add(worker);
    world.add(worker);
    worker.hand(worker::begin);
  }

  /** An engine owns a partition now: whoever had it before must let go of it by itself. */
  void owned(Lease lease) {
    world.trace().note(lease.owner(), "owns", lease.toString());
    world.time().after(LET_GO_WITHIN, () -> requireOneOwner(lease));
  }

  private void requireOneOwner(Lease lease) {
    String queue = topology.inboxQueue(lease.partition());
    String owner = journal.partitionRows().get(lease.partition()).owner();
    long since = world.time().nowNanos() - LET_GO_WITHIN.toNanos();
    for (SimulatedEngine engine : engines()) {
      world.require(
          owner == null
              || engine.name().equals(owner)
              || !engine.ranSince(since)
              || !engine.transport().consumes(queue),
          "whoever can't renew a lease lets go of the partition",
          engine.name(),
          "it still consumes " + queue + ", which is " + owner + "'s");
    }
  }

  /** An engine or worker is gone: another one comes, sooner or later. */
  void replace(Runnable start) {
    Duration until = world.chance().millis(100, world.faulty() ? 6_000 : 500);
    world.time().after(until, start);
  }
}

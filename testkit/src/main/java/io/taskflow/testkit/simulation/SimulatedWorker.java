package io.taskflow.testkit.simulation;

import io.taskflow.protocol.TaskRequest;
import io.taskflow.testkit.simulation.broker.SimulatedTransport;
import io.taskflow.testkit.simulation.flows.ChangingTask;
import io.taskflow.testkit.simulation.flows.RandomFlow;
import io.taskflow.testkit.simulation.world.Fault;
import io.taskflow.testkit.simulation.world.Process;
import io.taskflow.worker.ManualWorker;
import io.taskflow.worker.TaskLauncher;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process with a worker in it. */
final class SimulatedWorker extends Process {

  private final Installation installation;
  private final SimulatedTransport transport;
  private final Duration clockOff;
  private @Nullable ManualWorker worker;

  SimulatedWorker(Installation installation, String name) {
    super(installation.world(), name);
    this.installation = installation;
    this.transport = installation.broker().connect(this);
    this.clockOff = world().chance().millis(-300, 300);
  }

  void begin() {
    worker =
        Worker.builder()
            .name(name())
            .transport(transport)
            .topology(installation.topology())
            .topics(RandomFlow.TOPICS)
            .tasks(
                TaskRegistry.builder()
                    .addShared(
                        RandomFlow.TASK_TYPE,
                        new ChangingTask(
                            installation.ledger(),
                            world().chance(),
                            installation.stress().failing(),
                            installation.stress().revertFailing()))
                    .build())
            .slots(world().chance().between(1, 4))
            .leaseAfter(world().chance().millis(500, 3_000))
            .lease(world().chance().millis(500, 3_000))
            .interruptGrace(world().chance().millis(100, 500))
            .clock(() -> world().time().now().plus(clockOff))
            .manual(world().time()::nowNanos, world().chance().generator(), this::launch);
  }

  /** Lets the code of a task run in an instant after a while, or when it is interrupted. */
  private TaskLauncher.Running launch(TaskRequest request, Runnable code) {
    installation.checks().started(this, request);
    Duration takes = world().chance().millis(0.5, 60);
    if (world().strikes(Fault.SLOW_TASK, 12)) {
      takes = world().chance().millis(100, 6_000);
    }
    Code launched = new Code(code);
    world().time().after(takes, () -> launched.end(this));
    return () -> interrupt(launched);
  }

  private void interrupt(Code launched) {
    launched.interrupted = true;
    if (!world().strikes(Fault.DEAF_TASK, 5)) {
      world().time().after(world().chance().millis(0.1, 20), () -> launched.end(this));
    }
  }

  private static final class Code {
    private final Runnable code;
    private boolean interrupted;
    private boolean ended;

    Code(Runnable code) {
      this.code = code;
    }

    /** The code of a process that has just crashed may have come to its end, or not. */
    void end(SimulatedWorker by) {
      if (by.alive()) {
        by.hand(this::run);
      } else if (by.world().chance().oneIn(20)) {
        run();
      }
    }

    private void run() {
      if (ended) {
        return;
      }
      ended = true;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      code.run();
      boolean left = Thread.interrupted();
      interrupted |= left;
    }
  }

  Optional<ManualWorker> worker() {
    return Optional.ofNullable(worker);
  }

  SimulatedTransport transport() {
    return transport;
  }

  @Override
  protected void step() {
    ManualWorker running = worker;
    if (running != null) {
      running.step();
    }
  }

  @Override
  protected Optional<Duration> next() {
    return worker == null ? Optional.empty() : worker.next();
  }

  @Override
  protected void mishap() {
    if (world().strikes(Fault.WORKER_CRASH, 4 * installation.stress().crashOneIn())) {
      crash();
    } else if (world().strikes(Fault.WORKER_FREEZE, 4 * installation.stress().freezeOneIn())) {
      freezeInside(world().chance().millis(100, 12_000));
    }
  }

  @Override
  protected void whenGone() {
    transport.processGone(world().chance().millis(0, world().chance().oneIn(4) ? 6_000 : 5));
    installation.replace(installation::startWorker);
  }

  @Override
  protected void whenFrozen(Duration time) {
    if (time.compareTo(SimulatedEngine.HEARTBEAT) > 0) {
      world()
          .time()
          .after(SimulatedEngine.HEARTBEAT, () -> transport.cut(Duration.ZERO, Duration.ZERO));
    }
  }
}

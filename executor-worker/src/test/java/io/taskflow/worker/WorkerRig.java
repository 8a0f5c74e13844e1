package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;

import io.taskflow.protocol.ControlMessage.WhoIsThere;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** An in-memory broker with a scripted engine and the workers that a test starts. */
final class WorkerRig implements AutoCloseable {

  final InMemoryBroker broker = new InMemoryBroker();
  final Topology topology = Topology.defaults();
  final ScriptedEngine engine = new ScriptedEngine(broker.connect("engine"), topology);
  final String queue = topology.tasksQueue(ScriptedEngine.TOPIC);
  private final List<Worker> workers = new ArrayList<>();
  private final List<Transport> transports = new ArrayList<>();

  /** A worker with one slot and the given tasks. */
  Worker start(TaskDefinition... tasks) {
    return start(builder -> builder, tasks);
  }

  /** A worker with one slot, the given tasks and other settings. */
  Worker start(UnaryOperator<WorkerBuilder> settings, TaskDefinition... tasks) {
    Transport transport = broker.connect("worker-" + workers.size());
    transports.add(transport);
    Worker worker =
        settings
            .apply(
                Worker.builder()
                    .transport(transport)
                    .topology(topology)
                    .topic(ScriptedEngine.TOPIC)
                    .tasks(TaskRegistry.of(tasks))
                    .slots(1)
                    .announceEvery(Duration.ofHours(1))
                    // Short ones are for tests of code that ignores its interrupt.
                    .interruptGrace(Patience.LIMIT))
            .start();
    workers.add(worker);
    return worker;
  }

  /** For a worker whose tasks ignore their interrupts. */
  static WorkerBuilder impatient(WorkerBuilder builder) {
    return builder.interruptGrace(Duration.ofMillis(300));
  }

  /**
   * Returns when a worker that is the only one has done what it had begun when this was called, and
   * has obeyed all that it was told before.
   */
  void awaitSettled() {
    await("its first announcement").until(() -> !engine.announcements().isEmpty());
    int heard = engine.announcements().size();
    engine.tellTopic(new WhoIsThere("engine"));
    await("an answer").until(() -> engine.announcements().size() > heard);
  }

  /** Cuts a worker's link for good, as when its process is killed. */
  void kill(Worker worker) {
    transports.get(workers.indexOf(worker)).close();
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
    transports.forEach(Transport::close);
    engine.close();
  }
}

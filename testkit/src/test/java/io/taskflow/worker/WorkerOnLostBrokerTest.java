package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker whose broker goes away while a task runs. */
@RequiresRabbit
@Timeout(300)
class WorkerOnLostBrokerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static RabbitNode node;

  private final Topology topology = Topology.defaults().withNamespace("t" + UUID.randomUUID());
  private final Gate gate = new Gate();
  private ScriptedEngine engine;
  private Transport transport;
  private Worker worker;

  @BeforeAll
  static void useNode(RabbitNode own) {
    node = own;
  }

  @BeforeEach
  void start() {
    engine = new ScriptedEngine(connect("engine"), topology);
    transport = connect("worker");
    worker =
        Worker.builder()
            .transport(transport)
            .topology(topology)
            .topic(ScriptedEngine.TOPIC)
            .tasks(
                TaskRegistry.of(
                    TaskDefinition.shared("wait", gate.task()),
                    TaskDefinition.shared("easy", context -> "done")))
            .slots(2)
            .prefetch(4)
            .start();
    node.flush();
  }

  @AfterEach
  void close() {
    gate.open();
    worker.close();
    transport.close();
    engine.close();
  }

  @Test
  void deliversTheResultAfterACleanRestart() {
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().atMost(PATIENCE).until(() -> gate.entered() == 1);

    node.stop();
    gate.open();
    await().atMost(PATIENCE).until(() -> worker.status().unconfirmed() >= 1);
    node.startAgain();

    assertAnsweredOnceAndQueueEmpty(request);
  }

  @Test
  void deliversTheResultAfterACrashAndDoesNotRunTheTaskAgain() {
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().atMost(PATIENCE).until(() -> gate.entered() == 1);

    node.killHard();
    node.startAgain();
    await().atMost(PATIENCE).until(() -> worker.status().ready());
    gate.open();

    assertAnsweredOnceAndQueueEmpty(request);
    assertThat(gate.entered()).isEqualTo(1);
  }

  @Test
  void w09AResultIsKeptWhileTheBrokerTakesNoMessages() {
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().atMost(PATIENCE).until(() -> gate.entered() == 1);

    node.raiseMemoryAlarm();
    gate.open();
    await().atMost(PATIENCE).until(() -> worker.status().unconfirmed() >= 1);
    assertThat(engine.ends(request.attempt())).isEmpty();
    node.clearMemoryAlarm();

    assertAnsweredOnceAndQueueEmpty(request);
  }

  @Test
  void keepsWhatWaitsWhenOnlyThePublishingConnectionIsLost() {
    List<TaskRequest> running =
        List.of(engine.send(Requests.execute("wait")), engine.send(Requests.execute("wait")));
    TaskRequest waiting = engine.send(Requests.execute("easy").failOnWorkerLoss());
    await().atMost(PATIENCE).until(() -> worker.status().waiting() == 1);

    closeConnection("worker/publish");
    await().atMost(PATIENCE).until(() -> transport.statistics().recoveries() == 1);
    gate.open();

    running.forEach(engine::awaitSuccess);
    assertAnsweredOnceAndQueueEmpty(waiting);
    assertThat(gate.entered()).isEqualTo(2);
  }

  @Test
  void runsNothingTwiceAtOnceWhenOnlyTheConsumingConnectionIsLost() {
    List<TaskRequest> running =
        List.of(engine.send(Requests.execute("wait")), engine.send(Requests.execute("wait")));
    TaskRequest waiting = engine.send(Requests.execute("easy"));
    await().atMost(PATIENCE).until(() -> worker.status().waiting() == 1);

    closeConnection("worker/consume");
    await().atMost(PATIENCE).until(() -> transport.statistics().recoveries() == 1);
    gate.open();

    running.forEach(engine::awaitSuccess);
    assertAnsweredOnceAndQueueEmpty(waiting);
    assertThat(gate.entered()).isEqualTo(2);
  }

  /** As an operator does it, by the name that the client has given. */
  private void closeConnection(String name) {
    await("a connection named " + name)
        .atMost(PATIENCE)
        .until(
            () ->
                node.eval(
                        "length([rabbit_networking:close_connection(Pid, \"a test\") ||"
                            + " [{pid, Pid}, {client_properties, P}] <-"
                            + " rabbit_networking:connection_info_all([pid, client_properties]),"
                            + " lists:keyfind(<<\"connection_name\">>, 1, P) =:="
                            + " {<<\"connection_name\">>, longstr, <<\""
                            + name
                            + "\">>}]).")
                    .equals("1"));
  }

  private void assertAnsweredOnceAndQueueEmpty(TaskRequest request) {
    engine.awaitSuccess(request);
    engine.awaitSuccess(engine.send(Requests.execute("easy")));
    await().atMost(PATIENCE).until(() -> worker.status().unconfirmed() == 0);
    assertThat(worker.status().used()).isZero();
    await().until(() -> node.queueDepth(topology.tasksQueue(ScriptedEngine.TOPIC)) == 0);
  }

  private Transport connect(String name) {
    return AmqpTransport.connect(
        AmqpSettings.builder()
            .uri(node.uri())
            .connectionName(name)
            .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
            .build());
  }
}

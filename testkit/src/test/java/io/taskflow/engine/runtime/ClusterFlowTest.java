package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.PrivateRabbit;
import io.taskflow.testkit.broker.PrivateRabbitCluster;
import io.taskflow.testkit.broker.RabbitSettings;
import io.taskflow.testkit.broker.RequiresRabbitProgram;
import io.taskflow.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three brokers with quorum queues loses a node while flows run. */
@RequiresRabbitProgram
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterFlowTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Flow FLOW = linear("f", task("a", "logged"), task("b", "logged")).build();

  private final TestTasks tasks = new TestTasks();
  @TempDir private Path directory;

  @Test
  void flowsGoOnWhenTheNodeThatLeadsTheQueueOfRequestsIsKilled() throws Exception {
    try (PrivateRabbitCluster cluster = PrivateRabbitCluster.start(3, RabbitSettings.defaults());
        Transport forWorker = connect(cluster, "worker");
        Worker worker =
            Worker.builder().transport(forWorker).topic("default").tasks(tasks.registry()).start();
        Journal journal = SqliteJournal.open(directory.resolve("journal.db"));
        Transport forEngine = connect(cluster, "engine");
        Engine engine = Engine.builder().transport(forEngine).journal(journal).start()) {
      assertSuccess(submit(engine, "first"));
      assertThat(membersOf(cluster.node(0))).isEqualTo(3);
      PrivateRabbit leader = leaderOf(cluster);
      List<FlowHandle> handles = submit(engine, "second");
      leader.killHard();
      handles.addAll(submit(engine, "third"));
      assertSuccess(handles);
      leader.startAgain();
      await().atMost(LIMIT).until(() -> engine.health().ready() && worker.status().ready());
      assertSuccess(submit(engine, "fourth"));
      assertThat(membersOf(leader)).isEqualTo(3);
    }
  }

  private static Transport connect(PrivateRabbitCluster cluster, String name) {
    AmqpSettings.Builder settings =
        AmqpSettings.builder()
            .connectionName(name)
            .backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    cluster.nodes().forEach(node -> settings.uri(node.uri()));
    return AmqpTransport.connect(settings.build());
  }

  /** On how many nodes the queue of requests is. */
  private static long membersOf(PrivateRabbit node) {
    return ofQueue(node, "members").chars().filter(c -> c == '@').count();
  }

  private static PrivateRabbit leaderOf(PrivateRabbitCluster cluster) {
    String leader = ofQueue(cluster.node(0), "leader");
    return cluster.nodes().stream()
        .filter(node -> leader.contains(node.name()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no node is called '" + leader + "'"));
  }

  private static String ofQueue(PrivateRabbit node, String column) {
    String queue = Topology.defaults().tasksQueue("default");
    return node.ctl("list_queues", "--silent", "--no-table-headers", "name", column)
        .lines()
        .filter(line -> line.startsWith(queue + "\t"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no queue " + queue));
  }

  /** Those with keys are spread over partitions, the others go together. */
  private static List<FlowHandle> submit(Engine engine, String key) {
    return new ArrayList<>(
        IntStream.range(0, 20)
            .mapToObj(
                i -> i < 8 ? SubmitOptions.DEFAULTS : SubmitOptions.DEFAULTS.withKey(key + " " + i))
            .map(options -> engine.submit(FLOW, Map.of(), options))
            .toList());
  }

  private static void assertSuccess(List<FlowHandle> handles) throws Exception {
    for (FlowHandle handle : handles) {
      assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
  }
}

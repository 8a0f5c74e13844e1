package io.taskflow.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresRabbitProgram
class PrivateRabbitClusterTest {

  private static final int MESSAGES = 50;

  @Test
  @Timeout(300)
  void keepsAReplicatedQueueWhenOneOfThreeNodesIsKilled() throws Exception {
    try (PrivateRabbitCluster cluster = PrivateRabbitCluster.start(3, RabbitSettings.defaults())) {
      try (AmqpProbe probe = AmqpProbe.connect(cluster.node(0).uri())) {
        probe.declareQuorumQueue("replicated");
        probe.publishConfirmed("replicated", MESSAGES);
      }
      cluster.node(0).killHard();

      // The queue has no leader for a moment, and says so by closing the connection.
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsMatching(IOException.class::isInstance)
          .untilAsserted(() -> assertThat(messageCount(cluster.node(1))).isEqualTo(MESSAGES));
      cluster.node(0).startAgain();
      cluster.node(0).ctl("await_online_nodes", "3");
      assertThat(messageCount(cluster.node(0))).isEqualTo(MESSAGES);
    }
  }

  private static int messageCount(RabbitNode node) throws Exception {
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      return probe.channel.queueDeclarePassive("replicated").getMessageCount();
    }
  }
}

package io.taskflow.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every kind of node promises; each test declares queues of its own on one node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RabbitNodeContract {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MESSAGES = 200;
  private static final String ODD_NAME = "many \"odd\" \\nämes";

  private RabbitNode node;

  abstract RabbitNode startNode(RabbitSettings settings);

  @BeforeAll
  void startOnce() {
    node = startNode(RabbitSettings.defaults().withConsumerTimeout(1_000));
  }

  @AfterAll
  void closeOnce() {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void keepsConfirmedMessagesOfAQuorumQueueThroughAHardKill() throws Exception {
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      probe.declareQuorumQueue("kill-quorum");
      node.flush();
      probe.publishConfirmed("kill-quorum", MESSAGES);
    }
    int port = node.port();

    node.killHard();
    assertThat(node.running()).isFalse();
    node.startAgain();

    assertThat(node.running()).isTrue();
    assertThat(node.port()).isEqualTo(port);
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      assertThat(probe.takeAll("kill-quorum"))
          .containsExactlyElementsOf(IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList());
    }
  }

  @Test
  void keepsMessagesOfAClassicQueueThroughARestart() throws Exception {
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      probe.declareClassicQueue("restart-classic");
      probe.publishConfirmed("restart-classic", MESSAGES);
    }

    node.restart();

    assertThat(node.queueDepth("restart-classic")).isEqualTo(MESSAGES);
  }

  @Test
  void refusesConnectionsWhileItIsStopped() throws Exception {
    node.stop();
    try {
      assertThat(node.running()).isFalse();
      assertThatThrownBy(() -> AmqpProbe.connect(node.uri())).isInstanceOf(IOException.class);
    } finally {
      node.startAgain();
    }
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      assertThat(probe.connection.isOpen()).isTrue();
    }
  }

  @Test
  void confirmsNothingWhileItIsPausedAndGoesOnAfterwards() throws Exception {
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      probe.declareClassicQueue("paused");
      node.pause();
      try {
        probe.publish("paused", "m0");
        assertThatThrownBy(() -> probe.channel.waitForConfirms(500))
            .isInstanceOf(TimeoutException.class);
      } finally {
        node.resume();
      }
      assertThat(probe.channel.waitForConfirms(LIMIT.toMillis())).isTrue();
    }
  }

  @Test
  void blocksPublishersDuringAMemoryAlarm() throws Exception {
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch unblocked = new CountDownLatch(1);
      probe.connection.addBlockedListener(reason -> blocked.countDown(), unblocked::countDown);
      probe.declareClassicQueue("alarm");
      node.raiseMemoryAlarm();
      try {
        probe.publish("alarm", "m0");
        assertThat(blocked.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> probe.channel.waitForConfirms(500))
            .isInstanceOf(TimeoutException.class);
      } finally {
        node.clearMemoryAlarm();
      }
      assertThat(unblocked.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(probe.channel.waitForConfirms(LIMIT.toMillis())).isTrue();
      assertThat(probe.takeAll("alarm")).containsExactly("m0");
    }
  }

  @Test
  void tellsClientsWhyItClosesTheirConnections() throws Exception {
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      AtomicReference<ShutdownSignalException> cause = new AtomicReference<>();
      probe.connection.addShutdownListener(cause::set);

      node.closeAllConnections("maintenance at noon");

      await().atMost(LIMIT).untilAsserted(() -> assertThat(cause.get()).isNotNull());
      assertThat(((AMQP.Connection.Close) cause.get().getReason()).getReplyText())
          .contains("CONNECTION_FORCED", "maintenance at noon");
    }
  }

  @Test
  void resetsConnectionsWithoutAWord() throws Exception {
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      AtomicReference<ShutdownSignalException> cause = new AtomicReference<>();
      probe.connection.addShutdownListener(cause::set);

      node.resetAllConnections();

      await().atMost(LIMIT).untilAsserted(() -> assertThat(cause.get()).isNotNull());
      assertThat(cause.get().getReason()).isNull();
      assertThat(cause.get()).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void closesTheChannelOfAConsumerThatHoldsADeliveryTooLong() throws Exception {
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      probe.declareClassicQueue("held");
      probe.publishConfirmed("held", 1);
      AtomicReference<ShutdownSignalException> cause = new AtomicReference<>();
      probe.channel.addShutdownListener(cause::set);

      probe.channel.basicConsume("held", false, (tag, delivery) -> {}, tag -> {});

      await().atMost(LIMIT).untilAsserted(() -> assertThat(cause.get()).isNotNull());
      assertThat(cause.get().getReason()).asString().contains("PRECONDITION_FAILED");
      assertThat(probe.connection.isOpen()).isTrue();
    }
  }

  @Test
  void listsPurgesAndDeletesQueues() throws Exception {
    try (AmqpProbe probe = AmqpProbe.connect(node.uri())) {
      probe.declareQuorumQueue(ODD_NAME);
      probe.publishConfirmed(ODD_NAME, 3);
      assertThat(node.queueNames()).contains(ODD_NAME);
      assertThat(node.queueDepth(ODD_NAME)).isEqualTo(3);

      node.purgeQueue(ODD_NAME);
      assertThat(node.queueDepth(ODD_NAME)).isZero();

      node.deleteQueue(ODD_NAME);
      assertThat(node.queueNames()).doesNotContain(ODD_NAME);
    }
  }

  @Test
  void separatesVirtualHosts() throws Exception {
    try (VirtualHost one = node.addVirtualHost("one");
        AmqpProbe inOne = AmqpProbe.connect(one.uri());
        AmqpProbe outside = AmqpProbe.connect(node.uri())) {
      inOne.declareClassicQueue("only-in-one");

      assertThat(one.queueNames()).containsExactly("only-in-one");
      assertThat(node.queueNames()).doesNotContain("only-in-one");
      one.resetAllConnections();
      await().atMost(LIMIT).until(() -> !inOne.connection.isOpen());
      assertThat(outside.connection.isOpen()).isTrue();
    }
    assertThat(node.ctl("list_vhosts", "--silent")).doesNotContain("one");
  }

  @Test
  void evaluatesExpressionsAndSaysWhyOneFailed() {
    assertThat(node.eval("One = 1, One + length(\"ab\").")).isEqualTo("3");
    assertThatThrownBy(() -> node.eval("exit(for_a_reason)."))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("for_a_reason");
    assertThatThrownBy(() -> node.eval("no expression.")).isInstanceOf(BrokerException.class);
  }

  @Test
  void saysWhatAFailedCommandPrinted() {
    assertThatThrownBy(() -> node.ctl("delete_queue", "no-such-queue"))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("delete_queue")
        .hasMessageContaining("no-such-queue");
  }
}

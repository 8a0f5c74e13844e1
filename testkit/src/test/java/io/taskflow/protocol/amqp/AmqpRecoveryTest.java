package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bad days of a broker. */
@RequiresRabbit
class AmqpRecoveryTest extends AmqpRig {

  private static RabbitNode node;

  @BeforeAll
  static void useNode(RabbitNode own) {
    node = own;
  }

  @Override
  RabbitBroker broker() {
    return node;
  }

  @Test
  void beginsWhenABrokerComesUpThatWasNotThereAtStart() {
    node.stop();
    AmqpTransport transport = connect();
    assertThat(transport.state()).isEqualTo(LinkState.DOWN);
    Publisher publisher = start(transport);
    traffic.send(publisher, 100);
    assertThat(publisher.pending()).isEqualTo(100);

    node.startAgain();

    traffic.awaitComplete();
    assertThat(transport.state()).isEqualTo(LinkState.UP);
    assertThat(transport.statistics().recoveries()).isZero();
    assertThat(traffic.firstArrivals()).isEqualTo(Messages.ids(100));
  }

  @Test
  void goesOnWhenTheBrokerWasRestarted() {
    AmqpTransport transport = connect();
    Publisher publisher = start(transport);
    traffic.send(publisher, 500);
    node.stop();
    await().until(() -> transport.state() == LinkState.DOWN);
    traffic.send(publisher, 500);
    node.startAgain();
    traffic.awaitComplete();
    assertThat(transport.statistics().recoveries()).isEqualTo(1);
  }

  @Test
  void w13NothingIsLostWhenTheBrokerIsKilledInTheMiddle() {
    AmqpTransport transport = connect();
    transport.declare(List.of(queue(QueueKind.QUORUM)));
    node.flush();
    transport.consume(queue, 50, traffic);
    Publisher publisher = transport.publisher("p");
    traffic.send(publisher, 3000);
    await().until(() -> traffic.confirmed() > 100);
    node.killHard();
    traffic.send(publisher, 500);
    node.startAgain();
    traffic.awaitComplete();
  }

  @Test
  void goesOnWhenAnOperatorClosesTheConnections() {
    AmqpTransport transport = connect();
    Publisher publisher = start(transport);
    traffic.send(publisher, 1000);
    node.closeAllConnections("maintenance");
    await().until(() -> transport.statistics().recoveries() >= 1);
    traffic.send(publisher, 1000);
    traffic.awaitComplete();
    await().until(() -> states.containsAll(List.of(LinkState.DOWN, LinkState.UP)));
  }

  @Test
  void goesOnWhenConnectionsEndWithoutAWord() {
    AmqpTransport transport = connect();
    Publisher publisher = start(transport);
    traffic.send(publisher, 1000);
    node.resetAllConnections();
    await().until(() -> transport.statistics().recoveries() >= 1);
    traffic.send(publisher, 1000);
    traffic.awaitComplete();
  }

  @Test
  void waitsWhileTheBrokerTakesNoMessagesAndStillAcknowledges() {
    AmqpTransport transport = connect();
    transport.declare(List.of(queue(QueueKind.CLASSIC)));
    Publisher publisher = transport.publisher("p");
    traffic.send(publisher, 5);
    await().until(() -> traffic.confirmed() == 5);
    Inbox inbox = new Inbox();
    node.raiseMemoryAlarm();
    try {
      traffic.send(publisher, 1000);
      await().until(() -> transport.state() == LinkState.BLOCKED);
      await().until(() -> transport.statistics().blockedSince() != null);
      traffic.send(publisher, 1000);
      assertThat(publisher.pending()).isEqualTo(2000);

      Consumer consumer = transport.consume(queue, 10, inbox);
      inbox.next(5).forEach(Delivery::ack);
      consumer.close();
      await().until(() -> node.queueDepth(queue) == 0);
    } finally {
      node.clearMemoryAlarm();
    }
    await().until(() -> transport.state() == LinkState.UP);
    await().until(() -> transport.statistics().blockedSince() == null);
    await().until(() -> traffic.confirmed() == traffic.sent());
    await()
        .untilAsserted(
            () -> assertThat(states).containsSubsequence(LinkState.BLOCKED, LinkState.UP));
  }

  @Test
  void closesWhileTheBrokerTakesNoMessages() {
    AmqpTransport transport = connectAttentively(node.host(), node.port());
    Publisher publisher = start(transport);
    node.raiseMemoryAlarm();
    try {
      byte[] body = new byte[1 << 20];
      for (int i = 0; i < 30; i++) {
        publisher.publish(message("", queue, "m" + i, true, body), outcome -> {});
      }
      await().until(() -> transport.state() == LinkState.BLOCKED);
      await().atMost(CLOSE_LIMIT).until(() -> closed(transport));
    } finally {
      node.clearMemoryAlarm();
    }
  }

  @Test
  void goesOnWhenAFrozenBrokerThaws() {
    AmqpTransport transport = connectAttentively(node.host(), node.port());
    Publisher publisher = start(transport);
    node.pause();
    try {
      traffic.send(publisher, 100);
      await().until(() -> transport.state() == LinkState.DOWN);
    } finally {
      node.resume();
    }
    traffic.awaitComplete();
  }
}

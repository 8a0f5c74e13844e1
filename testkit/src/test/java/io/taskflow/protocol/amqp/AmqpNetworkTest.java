package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.network.TcpProxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bad days of the network between a transport and its broker. */
@RequiresRabbit
class AmqpNetworkTest extends AmqpRig {

  private final RabbitBroker broker;

  AmqpNetworkTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Override
  RabbitBroker broker() {
    return broker;
  }

  @Test
  void keepsTheOrderOfMessagesOverALostConnection() {
    TcpProxy proxy = proxy();
    AmqpTransport transport = connect(proxy.host(), proxy.port());
    transport.declare(List.of(queue(QueueKind.CLASSIC)));
    Publisher publisher = transport.publisher("p");
    for (int i = 0; i < 10; i++) {
      traffic.send(publisher, 300);
      proxy.cut();
    }
    await().until(() -> traffic.confirmed() == 3000);
    transport.consume(queue, 500, traffic);
    traffic.awaitComplete();
    assertThat(traffic.firstArrivals()).isEqualTo(Messages.ids(3000));
  }

  @Test
  void noticesASilentNetworkByMissingHeartbeatsEvenWhileWriting() {
    TcpProxy proxy = proxy();
    AmqpTransport transport = connectAttentively(proxy.host(), proxy.port());
    transport.declare(List.of(queue(QueueKind.CLASSIC)));
    Publisher publisher = transport.publisher("p");
    Outcomes outcomes = new Outcomes();
    outcomes.publish(publisher, toQueue(queue, "first"));
    await().until(() -> outcomes.count() == 1);

    // Nobody reads any more: the socket's buffers fill up, and the writing thread is stuck.
    proxy.stall();
    byte[] large = new byte[1 << 20];
    for (int i = 0; i < 40; i++) {
      outcomes.publish(publisher, message("", queue, "large " + i, true, large));
    }
    await().until(() -> transport.state() == LinkState.DOWN);
    proxy.cut();
    proxy.restore();

    await().until(() -> outcomes.count(PublishOutcome.CONFIRMED) == 41);
  }

  @Test
  void whoPublishesLittleIsNotHeldUpBecauseOthersHaveMuchThatNobodyReads() throws Exception {
    TcpProxy proxy = proxy();
    AmqpTransport transport = connect(proxy.host(), proxy.port());
    transport.declare(List.of(queue(QueueKind.CLASSIC)));
    Publisher loaded = transport.publisher("loaded");
    Publisher idle = transport.publisher("idle");
    Outcomes outcomes = new Outcomes();
    outcomes.publish(idle, toQueue(queue, "first"));
    await().until(() -> outcomes.count() == 1);

    proxy.stall();
    byte[] large = new byte[1 << 20];
    for (int i = 0; i < 40; i++) {
      outcomes.publish(loaded, message("", queue, "large " + i, true, large));
    }
    await().until(AmqpNetworkTest::isLoadedPublisherWriting);
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    outcomes.publish(idle, toQueue(queue, "small " + i));
                  }
                });
    // Less than it takes to notice that the network is dead.
    assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    proxy.cut();
    proxy.restore();

    await().until(() -> outcomes.count(PublishOutcome.CONFIRMED) == 141);
  }

  private static boolean isLoadedPublisherWriting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("loaded"))
        .flatMap(thread -> Arrays.stream(thread.getValue()))
        .anyMatch(frame -> frame.getMethodName().equals("implWrite"));
  }

  @Test
  void noticesANetworkThatSwallowsEverything() {
    TcpProxy proxy = proxy();
    AmqpTransport transport = connectAttentively(proxy.host(), proxy.port());
    Publisher publisher = start(transport);
    traffic.send(publisher, 100);
    traffic.awaitComplete();
    proxy.blackhole();
    traffic.send(publisher, 100);
    await().until(() -> transport.state() == LinkState.DOWN);
    proxy.restore();
    traffic.awaitComplete();
  }

  @Test
  void closesInBoundedTimeWhenNobodyAnswers() {
    TcpProxy proxy = proxy();
    AmqpTransport transport = connectAttentively(proxy.host(), proxy.port());
    start(transport);
    proxy.blackhole();
    await().atMost(CLOSE_LIMIT).until(() -> closed(transport));
  }

  @Test
  void closesWhileItIsTryingToConnect() {
    TcpProxy proxy = proxy();
    proxy.blackhole();
    AmqpTransport transport = connectAttentively(proxy.host(), proxy.port());
    start(transport);
    assertThat(transport.state()).isEqualTo(LinkState.DOWN);
    await().atMost(CLOSE_LIMIT).until(() -> closed(transport));
    proxy.restore();
    await().during(Duration.ofSeconds(2)).until(() -> proxy.openConnections() == 0);
  }

  @Test
  void makesAnExclusiveQueueAnewAfterReconnection() {
    TcpProxy proxy = proxy();
    AmqpTransport transport = connect(proxy.host(), proxy.port());
    String exchange = queue + ".x";
    transport.declare(
        List.of(
            new Exchange(exchange, ExchangeKind.TOPIC),
            new Queue(
                queue, QueueKind.EXCLUSIVE, List.of(new Binding(exchange, "#")), null, null)));
    Inbox inbox = new Inbox();
    transport.consume(queue, 10, inbox);
    proxy.cut();
    await().until(() -> transport.statistics().recoveries() >= 1);
    Publisher publisher = transport.publisher("p");
    await()
        .until(
            () -> {
              publisher.publish(message(exchange, "any", "again", false), outcome -> {});
              return inbox.size() > 0;
            });
  }
}

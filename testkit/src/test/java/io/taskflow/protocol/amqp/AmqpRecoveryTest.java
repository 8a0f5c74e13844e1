package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.ConnectionFactory;
import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.network.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Bad days of a broker and of the network to it. */
@RequiresRabbit
class AmqpRecoveryTest {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
  private static RabbitNode node;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<LinkState> states = new CopyOnWriteArrayList<>();
  private String queue = "";
  private Traffic traffic;

  @BeforeAll
  static void useNode(RabbitNode own) {
    node = own;
  }

  @BeforeEach
  void nameQueue(TestInfo test) {
    queue = test.getTestMethod().orElseThrow().getName();
    traffic = new Traffic(queue);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : opened.reversed()) {
      closeable.close();
    }
  }

  private AmqpTransport connect(String host, int port) {
    return connect(host, port, Duration.ofMinutes(1));
  }

  /** One that soon notices silence, also that of a machine that is merely busy. */
  private AmqpTransport connectAttentively(String host, int port) {
    return connect(host, port, Duration.ofSeconds(1));
  }

  private AmqpTransport connect(String host, int port, Duration heartbeat) {
    AmqpTransport transport =
        AmqpTransport.connect(
            AmqpSettings.builder()
                .uri(node.uri(host, port))
                .connectionName(queue)
                .heartbeat(heartbeat)
                .connectTimeout(Duration.ofSeconds(5))
                .backoff(Duration.ofMillis(50), Duration.ofSeconds(1))
                .build());
    transport.onStateChange((state, reason) -> states.add(state));
    opened.add(transport);
    return transport;
  }

  private AmqpTransport connect() {
    return connect(node.host(), node.port());
  }

  private TcpProxy proxy() {
    TcpProxy proxy = TcpProxy.to(node.host(), node.port());
    opened.add(proxy);
    return proxy;
  }

  private Queue queue(QueueKind kind) {
    return new Queue(queue, kind, List.of(), null, null);
  }

  private Publisher start(AmqpTransport transport) {
    transport.declare(List.of(queue(QueueKind.CLASSIC)));
    transport.consume(queue, 50, traffic);
    return transport.publisher(queue + "/publisher");
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

  private static boolean closed(AmqpTransport transport) {
    transport.close();
    return transport.state() == LinkState.CLOSED;
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

  @Test
  void restoresADeletedExchangeInsteadOfRefusingItsMessages() throws Exception {
    AmqpTransport transport = connect();
    String exchange = queue + ".x";
    transport.declare(
        List.of(
            new Exchange(exchange, ExchangeKind.DIRECT),
            new Queue(queue, QueueKind.CLASSIC, List.of(new Binding(exchange, "k")), null, null)));
    Publisher publisher = transport.publisher("p");
    Outcomes outcomes = new Outcomes();
    outcomes.publish(publisher, message(exchange, "k", "before", true));
    await().until(() -> outcomes.count() == 1);

    ConnectionFactory operator = new ConnectionFactory();
    operator.setUri(node.uri());
    try (var connection = operator.newConnection();
        var channel = connection.createChannel()) {
      channel.exchangeDelete(exchange);
    }

    for (String id : Messages.ids(20)) {
      outcomes.publish(publisher, message(exchange, "k", id, true));
    }
    await().until(() -> outcomes.count() == 21);
    assertThat(outcomes.count(PublishOutcome.CONFIRMED)).isEqualTo(21);
    assertThat(node.queueDepth(queue)).isEqualTo(21);
  }

  @Test
  void refusesAMessageThatCannotBeEncodedAndGoesOn() {
    AmqpTransport transport = connect();
    transport.declare(List.of(queue(QueueKind.CLASSIC)));
    Publisher publisher = transport.publisher("p");
    Outcomes outcomes = new Outcomes();
    for (String id : Messages.ids(30)) {
      outcomes.publish(publisher, toQueue(id.equals("10") ? "x".repeat(300) : queue, id));
    }
    await().until(() -> outcomes.count() == 30);
    assertThat(outcomes.of("10")).containsExactly(PublishOutcome.REFUSED);
    assertThat(outcomes.count(PublishOutcome.CONFIRMED)).isEqualTo(29);
  }

  @Test
  void refusesAMessageThatIsTooLargeForTheBrokerAndGoesOn() {
    node.eval("application:set_env(rabbit, max_message_size, 100000).");
    try {
      AmqpTransport transport = connect();
      transport.declare(List.of(queue(QueueKind.CLASSIC)));
      Publisher publisher = transport.publisher("p");
      Outcomes outcomes = new Outcomes();
      for (String id : Messages.ids(30)) {
        byte[] body = new byte[id.equals("10") ? 200_000 : 10];
        outcomes.publish(publisher, message("", queue, id, true, body));
      }
      await().until(() -> outcomes.count() == 30);
      assertThat(outcomes.of("10")).containsExactly(PublishOutcome.REFUSED);
      assertThat(outcomes.count(PublishOutcome.CONFIRMED)).isEqualTo(29);
    } finally {
      node.eval("application:set_env(rabbit, max_message_size, 134217728).");
    }
  }

  @Test
  void usesWhatOthersHaveDeclaredIfItsUserMayDeclareNothing() {
    AmqpTransport administrator = connect();
    administrator.declare(List.of(queue(QueueKind.CLASSIC)));
    node.ctl("add_user", queue, "secret");
    node.ctl("set_permissions", queue, "^$", ".*", ".*");
    AmqpTransport transport =
        AmqpTransport.connect(
            AmqpSettings.builder()
                .host(node.host(), node.port())
                .user(queue)
                .password("secret")
                .build());
    opened.add(transport);
    Publisher publisher = start(transport);
    traffic.send(publisher, 10);
    traffic.awaitComplete();
  }

  @Test
  void keepsTryingWhenTheUserIsRefused() {
    AmqpTransport transport =
        AmqpTransport.connect(
            AmqpSettings.builder()
                .host(node.host(), node.port())
                .user(queue)
                .password("secret")
                .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
                .build());
    opened.add(transport);
    assertThat(transport.state()).isEqualTo(LinkState.DOWN);
    node.ctl("add_user", queue, "secret");
    node.ctl("set_permissions", queue, ".*", ".*", ".*");
    await().until(() -> transport.state() == LinkState.UP);
  }
}

package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.ConnectionFactory;
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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the broker refuses, or would without help, and how the transport goes on. */
@RequiresRabbit
class AmqpRefusalTest extends AmqpRig {

  private final RabbitBroker broker;

  AmqpRefusalTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Override
  RabbitBroker broker() {
    return broker;
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
    operator.setUri(broker.uri());
    try (var connection = operator.newConnection();
        var channel = connection.createChannel()) {
      channel.exchangeDelete(exchange);
    }

    for (String id : Messages.ids(20)) {
      outcomes.publish(publisher, message(exchange, "k", id, true));
    }
    await().until(() -> outcomes.count() == 21);
    assertThat(outcomes.count(PublishOutcome.CONFIRMED)).isEqualTo(21);
    assertThat(broker.queueDepth(queue)).isEqualTo(21);
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
    broker.eval("application:set_env(rabbit, max_message_size, 100000).");
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
      broker.eval("application:set_env(rabbit, max_message_size, 134217728).");
    }
  }

  @Test
  void usesWhatOthersHaveDeclaredIfItsUserMayDeclareNothing() {
    AmqpTransport administrator = connect();
    administrator.declare(List.of(queue(QueueKind.CLASSIC)));
    addUser("^$");
    AmqpTransport transport =
        AmqpTransport.connect(
            AmqpSettings.builder().uri(broker.uri()).user(queue).password("secret").build());
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
                .uri(broker.uri())
                .user(queue)
                .password("secret")
                .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
                .build());
    opened.add(transport);
    assertThat(transport.state()).isEqualTo(LinkState.DOWN);
    addUser(".*");
    await().until(() -> transport.state() == LinkState.UP);
  }

  /** A user with the name of this test's queue. */
  private void addUser(String mayDeclare) {
    broker.ctl("add_user", queue, "secret");
    broker.ctl("set_permissions", "-p", broker.virtualHost(), queue, mayDeclare, ".*", ".*");
  }
}

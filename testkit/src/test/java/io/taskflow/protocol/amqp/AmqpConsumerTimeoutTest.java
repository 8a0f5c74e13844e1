package io.taskflow.protocol.amqp;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.junit.NodeSettings;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A broker closes the channel of a consumer that holds a delivery too long. */
@RequiresRabbit
class AmqpConsumerTimeoutTest {

  private static final String QUEUE = "held";

  @Test
  void consumesOnWhenTheBrokerClosesTheChannelOfADeliveryHeldTooLong(
      @NodeSettings(consumerTimeoutMillis = 3000) RabbitNode node) {
    try (AmqpTransport transport =
        AmqpTransport.connect(AmqpSettings.builder().uri(node.uri()).build())) {
      transport.declare(List.of(new Queue(QUEUE, QueueKind.QUORUM, List.of(), null, null)));
      Inbox inbox = new Inbox();
      Consumer consumer = transport.consume(QUEUE, 10, inbox);
      Traffic traffic = new Traffic(QUEUE);
      traffic.send(transport.publisher("p"), 2);
      Delivery held = inbox.next();
      inbox.next().ack();

      await().until(() -> consumer.restarts() == 1);

      Delivery again = inbox.next();
      assertThat(again.messageId()).isEqualTo(held.messageId());
      assertThat(again.redelivered()).isTrue();
      // Of a channel that is gone: must not disturb the new one, whose delivery has the same tag.
      held.ack();
      again.ack();
      traffic.send(transport.publisher("q"), 1);
      assertThat(inbox.next().messageId()).isEqualTo("2");
      assertThat(transport.state()).isEqualTo(LinkState.UP);
      assertThat(transport.statistics().recoveries()).isZero();
      assertThat(transport.statistics().consumerRestarts()).isEqualTo(1);
    }
  }
}

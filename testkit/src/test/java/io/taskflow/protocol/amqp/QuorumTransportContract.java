package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.DeadLetter;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What transports promise in addition for quorum queues. */
abstract class QuorumTransportContract extends TransportContract {

  @Override
  final QueueKind queueKind() {
    return QueueKind.QUORUM;
  }

  @Test
  void sendsAMessageToTheDeadLettersWhenItWasDeliveredTooOften() {
    String dead = queue + ".dead";
    transport.declare(
        List.of(
            new Exchange(dead, ExchangeKind.TOPIC),
            new Queue(dead, QueueKind.QUORUM, List.of(new Binding(dead, "#")), null, null),
            new Queue(queue, QueueKind.QUORUM, List.of(), 2, new DeadLetter(dead, "from.here"))));
    List<Integer> priorDeliveries = new ArrayList<>();
    transport.consume(
        queue,
        10,
        delivery -> {
          priorDeliveries.add(delivery.priorDeliveries());
          delivery.requeue();
        });
    outcomes.publish(transport.publisher("p"), toQueue(queue, "poison"));
    transport.consume(dead, 10, inbox);

    Delivery letter = inbox.next();

    assertThat(priorDeliveries).containsExactly(0, 1, 2);
    assertThat(letter.messageId()).isEqualTo("poison");
    assertThat(letter.routingKey()).isEqualTo("from.here");
    assertThat(letter.headers())
        .containsEntry("x-first-death-queue", queue)
        .containsEntry("x-first-death-reason", "delivery_limit");
  }
}

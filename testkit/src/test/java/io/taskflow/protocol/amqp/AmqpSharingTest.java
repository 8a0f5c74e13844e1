package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.SharingPublisher;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.network.TcpProxy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two publishers share one over a network that fails; one of them is closed meanwhile. */
@RequiresRabbit
class AmqpSharingTest extends AmqpRig {

  private final RabbitBroker broker;
  private final Outcomes ofClosed = new Outcomes();
  private final Outcomes ofOpen = new Outcomes();
  private TcpProxy proxy;
  private AmqpTransport transport;
  private Publisher shared;
  private Publisher closed;
  private Publisher open;

  AmqpSharingTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Override
  RabbitBroker broker() {
    return broker;
  }

  @BeforeEach
  void share() {
    proxy = proxy();
    transport = connect(proxy.host(), proxy.port());
    transport.declare(List.of(queue(QueueKind.CLASSIC)));
    shared = transport.publisher("shared");
    closed = new SharingPublisher("closed", shared);
    open = new SharingPublisher("open", shared);
  }

  @Test
  void whatTheClosedOneHasUnconfirmedIsNotSentAgain() {
    ofOpen.publish(open, toQueue(queue, "open, first"));
    await().until(() -> ofOpen.count() == 1);

    proxy.blackhole();
    for (int i = 0; i < 20; i++) {
      ofClosed.publish(closed, toQueue(queue, "closed " + i));
      ofOpen.publish(open, toQueue(queue, "open " + i));
    }
    closed.close();
    proxy.refuse();
    await().until(() -> transport.state() == LinkState.DOWN);
    ofOpen.publish(open, toQueue(queue, "open, last"));
    proxy.restore();

    await().until(() -> ofOpen.count(PublishOutcome.CONFIRMED) == 22);
    Inbox inbox = new Inbox();
    transport.consume(queue, 100, inbox);
    assertThat(Inbox.ids(inbox.next(22))).allMatch(id -> id.startsWith("open"));
    assertThat(inbox.size()).isZero();
    assertThat(ofClosed.count()).isZero();
    assertThat(shared.pending()).isZero();
  }

  @Test
  void whatTheClosedOneCouldNotSendIsDroppedAtOnce() {
    proxy.refuse();
    await().until(() -> transport.state() == LinkState.DOWN);
    ofClosed.publish(closed, Messages.ids(1000).stream().map(id -> toQueue(queue, id)).toList());
    ofOpen.publish(open, toQueue(queue, "open"));

    closed.close();

    await().until(() -> shared.pending() == 1);
    proxy.restore();
    await().until(() -> ofOpen.of("open").equals(List.of(PublishOutcome.CONFIRMED)));
    assertThat(ofClosed.count()).isZero();
  }
}

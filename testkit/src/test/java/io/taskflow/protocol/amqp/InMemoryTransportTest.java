package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.SharingPublisher;
import io.taskflow.protocol.transport.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryTransportTest extends QuorumTransportContract {

  private final InMemoryBroker broker = new InMemoryBroker();

  @Override
  Transport connect(String name) {
    return broker.connect(name);
  }

  @Override
  void deleteQueue(String name) {
    broker.deleteQueue(name);
  }

  @Test
  void whatAClosedOneOfTwoPublishersCouldNotSendIsNotSentLater() {
    transport.declare(List.of(plainQueue()));
    Publisher shared = transport.publisher("shared");
    Publisher closed = new SharingPublisher("closed", shared);
    Publisher open = new SharingPublisher("open", shared);
    broker.block("test");
    await().until(() -> transport.state() == LinkState.BLOCKED);
    outcomes.publish(closed, toQueue(queue, "closed"));
    outcomes.publish(open, toQueue(queue, "open"));

    closed.close();
    broker.unblock();

    await().until(() -> outcomes.of("open").equals(List.of(PublishOutcome.CONFIRMED)));
    transport.consume(queue, 10, inbox);
    assertThat(inbox.next().messageId()).isEqualTo("open");
    assertThat(outcomes.count()).isEqualTo(1);
    await().until(() -> shared.pending() == 0);
  }
}

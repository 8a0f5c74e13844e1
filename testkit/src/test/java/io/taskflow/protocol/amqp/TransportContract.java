package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.DeadLetter;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.QueueDepth;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.protocol.transport.TransportException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What every transport promises, whatever the broker and the kind of its queues. */
abstract class TransportContract extends QuickHandlerContract {

  @Test
  void routesByTopicPatterns() {
    String exchange = queue + ".x";
    String all = queue + ".all";
    transport.declare(
        List.of(
            new Exchange(exchange, ExchangeKind.TOPIC),
            new Queue(
                queue,
                queueKind(),
                List.of(new Binding(exchange, "flow.*.SUCCESS"), new Binding(exchange, "task.#")),
                null,
                null),
            new Queue(all, queueKind(), List.of(new Binding(exchange, "#")), null, null)));
    Publisher publisher = transport.publisher("p");
    List<String> keys =
        List.of("flow.a.SUCCESS", "flow.a.b.SUCCESS", "flow.a.FAILURE", "task", "task.a.b.c");
    keys.forEach(key -> outcomes.publish(publisher, message(exchange, key, key, false)));
    transport.consume(queue, 10, inbox);
    Inbox second = new Inbox();
    transport.consume(all, 10, second);
    assertThat(Inbox.ids(inbox.next(3))).containsExactly("flow.a.SUCCESS", "task", "task.a.b.c");
    assertThat(Inbox.ids(second.next(5))).isEqualTo(keys);
  }

  @Test
  void keepsAnExclusiveQueueToItsConnection() {
    Queue exclusive = new Queue(queue, QueueKind.EXCLUSIVE, List.of(), null, null);
    transport.declare(List.of(exclusive));
    Transport other = open("second");
    assertThatThrownBy(() -> other.declare(List.of(exclusive)))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining(queue);
    transport.consume(queue, 10, inbox);
    outcomes.publish(transport.publisher("p"), toQueue(queue, "0"));
    assertThat(inbox.next().messageId()).isEqualTo("0");

    transport.close();

    await()
        .untilAsserted(
            () -> {
              Outcomes after = new Outcomes();
              try (Publisher publisher = other.publisher("q")) {
                after.publish(publisher, toQueue(queue, "1"));
                await().until(() -> after.count() == 1);
              }
              assertThat(after.of("1")).containsExactly(PublishOutcome.RETURNED);
            });
  }

  @Test
  void declaresTheSameTwiceWithoutHarm() {
    Exchange exchange = new Exchange(queue + ".x", ExchangeKind.DIRECT);
    Declaration bound =
        new Queue(queue, queueKind(), List.of(new Binding(exchange.name(), "k")), null, null);
    transport.declare(List.of(exchange, bound));
    transport.declare(List.of(exchange, bound));
    open("second").declare(List.of(exchange, bound));
    outcomes.publish(transport.publisher("p"), message(exchange.name(), "k", "0", true));
    transport.consume(queue, 10, inbox);
    inbox.next();
    await().during(QUIET).until(() -> inbox.size() == 0);
  }

  @Test
  void refusesToDeclareAQueueThatExistsWithOtherProperties() {
    transport.declare(
        List.of(
            new Exchange(queue + ".dead", ExchangeKind.DIRECT),
            new Queue(
                queue, queueKind(), List.of(), null, new DeadLetter(queue + ".dead", "key"))));
    assertThatThrownBy(() -> open("second").declare(List.of(plainQueue())))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("'" + queue + "'")
        .hasMessageContaining("delete it");
  }

  @Test
  void refusesToDeclareAnExchangeThatExistsWithAnotherKind() {
    transport.declare(List.of(new Exchange(queue, ExchangeKind.DIRECT)));
    assertThatThrownBy(() -> transport.declare(List.of(new Exchange(queue, ExchangeKind.TOPIC))))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("'" + queue + "'");
  }

  @Test
  void refusesToBindAQueueToAnExchangeThatIsNotThere() {
    Declaration bound =
        new Queue(queue, queueKind(), List.of(new Binding("no such exchange", "k")), null, null);
    assertThatThrownBy(() -> transport.declare(List.of(bound)))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("'no such exchange'");
  }

  @Test
  void tellsWhichQueuesWereNotThereWhenTheyWereDeclared() {
    Queue own = new Queue(queue + ".own", QueueKind.EXCLUSIVE, List.of(), null, null);

    assertThat(transport.declare(List.of(plainQueue(), own))).containsExactly(queue);
    assertThat(open("second").declare(List.of(plainQueue()))).isEmpty();
    // Those that live would declare it anew themselves.
    opened.forEach(Transport::close);
    deleteQueue(queue);
    assertThat(open("third").declare(List.of(plainQueue()))).containsExactly(queue);
  }

  @Test
  void consumesAgainAfterTheQueueWasDeleted() {
    fill(1);
    Consumer consumer = transport.consume(queue, 10, inbox);
    Delivery old = inbox.next();

    deleteQueue(queue);

    await().until(() -> consumer.restarts() == 1);
    old.ack();
    Publisher publisher = transport.publisher("p");
    // Until the queue is there again, messages for it are returned.
    await()
        .until(
            () -> {
              outcomes.publish(publisher, toQueue(queue, "after"));
              return inbox.size() > 0;
            });
    assertThat(inbox.next().messageId()).isEqualTo("after");
    assertThat(transport.statistics().consumerRestarts()).isEqualTo(1);
    assertThat(transport.state()).isEqualTo(LinkState.UP);
  }

  @Test
  void makesAQueueOnceAndTellsWhenItIsGone() {
    List<String> lost = new CopyOnWriteArrayList<>();
    transport.onQueueLost(lost::add);
    assertThat(transport.mayExist(queue)).isFalse();
    assertThat(transport.make(plainQueue())).isTrue();
    assertThat(transport.mayExist(queue)).isTrue();
    transport.consume(queue, 10, inbox);
    Publisher publisher = transport.publisher("p");
    outcomes.publish(publisher, toQueue(queue, "before"));
    inbox.next().ack();

    deleteQueue(queue);

    await().until(() -> lost.contains(queue));
    // Nobody makes it but this test.
    assertThat(transport.mayExist(queue)).isFalse();
    assertThat(transport.make(plainQueue())).isTrue();
    outcomes.publish(publisher, toQueue(queue, "after"));
    assertThat(inbox.next().messageId()).isEqualTo("after");
  }

  @Test
  void tellsHowManyMessagesWaitForHowManyConsumers() {
    assertThat(transport.depth(queue)).isEmpty();
    transport.make(plainQueue());
    await().until(() -> transport.depth(queue).equals(Optional.of(new QueueDepth(0, 0))));
    outcomes.publish(transport.publisher("p"), toQueue(queue, "0"));
    await().until(() -> transport.depth(queue).equals(Optional.of(new QueueDepth(1, 0))));
    transport.consume(queue, 10, inbox);
    inbox.next();
    await("it is in hand, and does not wait")
        .until(() -> transport.depth(queue).equals(Optional.of(new QueueDepth(0, 1))));
  }

  @Test
  void bindsAQueueThatSomebodyElseHasMadeAndMakesNone() {
    String exchange = queue + ".x";
    transport.declare(List.of(new Exchange(exchange, ExchangeKind.DIRECT)));
    Queue bound = new Queue(queue, queueKind(), List.of(new Binding(exchange, "key")), null, null);
    assertThat(transport.bindIfThere(bound)).isFalse();
    assertThat(transport.mayExist(queue)).isFalse();
    transport.make(plainQueue());

    assertThat(transport.bindIfThere(bound)).isTrue();

    transport.consume(queue, 10, inbox);
    outcomes.publish(transport.publisher("p"), message(exchange, "key", "0", true));
    assertThat(inbox.next().messageId()).isEqualTo("0");
  }

  @Test
  void consumesAQueueThatIsMadeLaterAndTellsThatItIsMissing() {
    List<String> missing = new CopyOnWriteArrayList<>();
    transport.onQueueLost(missing::add);
    transport.consume(queue, 10, inbox);
    await().until(() -> missing.contains(queue));

    assertThat(open("second").make(plainQueue())).isTrue();

    outcomes.publish(transport.publisher("p"), toQueue(queue, "0"));
    assertThat(inbox.next().messageId()).isEqualTo("0");
  }

  @Test
  void refusesWorkAfterClose() {
    transport.close();
    transport.close();
    assertThatIllegalStateException().isThrownBy(() -> transport.publisher("p"));
    assertThatIllegalStateException().isThrownBy(() -> transport.consume(queue, 1, inbox));
    assertThatIllegalStateException().isThrownBy(() -> transport.declare(List.of(plainQueue())));
  }

  @Test
  void tellsListenersWhenItIsClosed() {
    List<LinkState> states = new CopyOnWriteArrayList<>();
    transport.onStateChange((state, reason) -> states.add(state));
    transport.close();
    await().until(() -> states.contains(LinkState.CLOSED));
    assertThat(states.getLast()).isEqualTo(LinkState.CLOSED);
  }
}

package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.PublisherClosedException;
import io.taskflow.protocol.transport.SharingPublisher;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every transport promises to who publishes. */
abstract class PublishingContract extends TransportRig {

  @Test
  void isUpWhenConnected() {
    assertThat(transport.state()).isEqualTo(LinkState.UP);
  }

  @Test
  void confirmsWhatAQueueHasTaken() {
    Publisher publisher = fill(1);
    assertThat(outcomes.of("0")).containsExactly(PublishOutcome.CONFIRMED);
    assertThat(publisher.pending()).isZero();
    assertThat(transport.statistics().confirmed()).isEqualTo(1);
  }

  @Test
  void deliversInTheOrderOfPublishing() {
    fill(2000);
    transport.consume(queue, 5000, inbox);
    assertThat(Inbox.ids(inbox.next(2000))).isEqualTo(Messages.ids(2000));
  }

  @Test
  void carriesEveryPropertyOfAMessage() {
    transport.declare(
        List.of(
            new Exchange(queue + ".x", ExchangeKind.DIRECT),
            new Queue(
                queue, queueKind(), List.of(new Binding(queue + ".x", "the key")), null, null)));
    byte[] body = {0, 1, -1};
    outcomes.publish(
        transport.publisher("p"),
        new OutgoingMessage(
            queue + ".x",
            "the key",
            body,
            "the-type",
            "the id",
            "the flow",
            "application/json",
            true,
            true,
            5,
            Map.of("traceparent", "00-é")));
    transport.consume(queue, 1, inbox);
    Delivery delivery = inbox.next();
    assertThat(delivery.body()).isEqualTo(body);
    assertThat(delivery.type()).isEqualTo("the-type");
    assertThat(delivery.messageId()).isEqualTo("the id");
    assertThat(delivery.correlationId()).isEqualTo("the flow");
    assertThat(delivery.routingKey()).isEqualTo("the key");
    assertThat(delivery.headers()).containsEntry("traceparent", "00-é");
    assertThat(delivery.redelivered()).isFalse();
    assertThat(delivery.priorDeliveries()).isZero();
  }

  @Test
  void carriesEmptyAndLargeBodies() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");
    byte[] large = new byte[3_000_000];
    large[large.length - 1] = 42;
    outcomes.publish(publisher, message("", queue, "empty", true, new byte[0]));
    outcomes.publish(publisher, message("", queue, "large", true, large));
    transport.consume(queue, 10, inbox);
    assertThat(inbox.next().body()).isEmpty();
    assertThat(inbox.next().body()).isEqualTo(large);
  }

  @Test
  void returnsAMandatoryMessageForWhichThereIsNoQueue() {
    Publisher publisher = transport.publisher("p");
    outcomes.publish(publisher, toQueue("no such queue", "lost"));
    await().until(() -> outcomes.count() == 1);
    assertThat(outcomes.of("lost")).containsExactly(PublishOutcome.RETURNED);
    assertThat(transport.statistics().returned()).isEqualTo(1);
  }

  @Test
  void confirmsAMessageThatNobodyWantsIfItIsNotMandatory() {
    outcomes.publish(transport.publisher("p"), message("", "no such queue", "dropped", false));
    await().until(() -> outcomes.of("dropped").equals(List.of(PublishOutcome.CONFIRMED)));
  }

  @Test
  void returnsExactlyTheMessagesThatHaveNoQueue() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");
    int count = 600;
    for (String id : Messages.ids(count)) {
      boolean routable = Integer.parseInt(id) % 3 != 0;
      outcomes.publish(publisher, toQueue(routable ? queue : "no such queue", id));
    }
    await().until(() -> outcomes.count() == count);
    for (String id : Messages.ids(count)) {
      boolean routable = Integer.parseInt(id) % 3 != 0;
      assertThat(outcomes.of(id))
          .as("message %s", id)
          .containsExactly(routable ? PublishOutcome.CONFIRMED : PublishOutcome.RETURNED);
    }
  }

  @Test
  void refusesAMessageForAnExchangeThatIsNotThereAndGoesOn() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");
    for (String id : Messages.ids(50)) {
      boolean bad = id.equals("20") || id.equals("30");
      outcomes.publish(
          publisher, bad ? message("no such exchange", "k", id, true) : toQueue(queue, id));
    }
    await().until(() -> outcomes.count() == 50);
    assertThat(outcomes.of("20")).containsExactly(PublishOutcome.REFUSED);
    assertThat(outcomes.of("30")).containsExactly(PublishOutcome.REFUSED);
    assertThat(outcomes.count(PublishOutcome.CONFIRMED)).isEqualTo(48);
    assertThat(transport.statistics().refused()).isEqualTo(2);
  }

  @Test
  void whoSharesAPublisherHearsOfItsOwnMessagesAndEndsAlone() {
    transport.declare(List.of(plainQueue()));
    Publisher shared = transport.publisher("p");
    Publisher one = new SharingPublisher("one", shared);
    Publisher other = new SharingPublisher("other", shared);
    Outcomes ofOther = new Outcomes();
    for (String id : Messages.ids(100)) {
      outcomes.publish(one, toQueue(queue, "one " + id));
      ofOther.publish(
          other, List.of(toQueue(queue, "other " + id), toQueue("no such queue", "no " + id)));
    }
    await().until(() -> outcomes.count() == 100 && ofOther.count() == 200);
    assertThat(one.pending()).isZero();
    assertThat(other.pending()).isZero();
    assertThat(outcomes.count(PublishOutcome.CONFIRMED)).isEqualTo(100);
    assertThat(ofOther.count(PublishOutcome.CONFIRMED)).isEqualTo(100);
    assertThat(ofOther.count(PublishOutcome.RETURNED)).isEqualTo(100);
    assertThat(shared.pending()).isZero();

    one.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> outcomes.publish(one, toQueue(queue, "late")));
    assertThatThrownBy(() -> one.publish(List.of())).isInstanceOf(PublisherClosedException.class);
    ofOther.publish(other, toQueue(queue, "last"));
    await().until(() -> ofOther.of("last").equals(List.of(PublishOutcome.CONFIRMED)));
    assertThat(outcomes.count()).isEqualTo(100);
  }

  @Test
  void keepsTheOrderOfWhatIsPublishedTogetherAndOneByOneAndTellsEachOutcomeOnce() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");
    List<String> ids = Messages.ids(2000);
    publisher.publish(List.of());
    for (int from = 0; from < ids.size(); from += 20) {
      outcomes.publish(publisher, toQueue(queue, ids.get(from)));
      outcomes.publish(
          publisher,
          ids.subList(from + 1, from + 20).stream().map(id -> toQueue(queue, id)).toList());
    }
    await().until(() -> outcomes.count() == ids.size());
    outcomes.publish(publisher, toQueue(queue, "last"));
    await().until(() -> outcomes.count() > ids.size());

    assertThat(ids)
        .allSatisfy(id -> assertThat(outcomes.of(id)).containsExactly(PublishOutcome.CONFIRMED));
    assertThat(outcomes.of("last")).containsExactly(PublishOutcome.CONFIRMED);
    transport.consume(queue, 5000, inbox);
    assertThat(Inbox.ids(inbox.next(ids.size()))).isEqualTo(ids);
    assertThat(inbox.next().messageId()).isEqualTo("last");
  }

  @Test
  void tellsOfEachMessageThatIsPublishedWithOthersWhatBecameOfIt() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");

    outcomes.publish(
        publisher,
        List.of(
            toQueue(queue, "0"),
            toQueue("no such queue", "1"),
            message("no such exchange", "k", "2", true),
            toQueue(queue, "3"),
            message("", queue, "large", true, new byte[3_000_000])));
    outcomes.publish(publisher, toQueue(queue, "4"));

    await().until(() -> outcomes.count() == 6);
    assertThat(outcomes.of("1")).containsExactly(PublishOutcome.RETURNED);
    assertThat(outcomes.of("2")).containsExactly(PublishOutcome.REFUSED);
    assertThat(List.of("0", "3", "large", "4"))
        .allSatisfy(id -> assertThat(outcomes.of(id)).containsExactly(PublishOutcome.CONFIRMED));
    assertThat(publisher.pending()).isZero();
  }

  @Test
  void publishesOnAfterAListenerHasFailed() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");
    publisher.publish(
        toQueue(queue, "0"),
        outcome -> {
          throw new IllegalStateException("a listener's mistake");
        });
    publisher.publish(
        toQueue(queue, "1"),
        outcome -> {
          throw new NoClassDefFoundError("a listener's missing class");
        });
    outcomes.publish(publisher, toQueue(queue, "2"));
    await().until(() -> outcomes.of("2").equals(List.of(PublishOutcome.CONFIRMED)));
  }

  @Test
  void refusesToPublishAfterClose() {
    Publisher publisher = transport.publisher("p");
    publisher.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> outcomes.publish(publisher, toQueue(queue, "0")))
        .withMessageContaining("closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> outcomes.publish(publisher, List.of(toQueue(queue, "0"))))
        .withMessageContaining("closed");
  }
}

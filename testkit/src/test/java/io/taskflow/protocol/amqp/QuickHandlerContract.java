package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.protocol.transport.DeliveryHandler.quick;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.worker.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every transport promises to who consumes and waits for nothing. */
abstract class QuickHandlerContract extends ConsumingContract {

  @Test
  void callsAQuickHandlerInOrder() {
    fill(2000);
    Consumer consumer =
        transport.consume(
            queue,
            10,
            quick(
                delivery -> {
                  // In this order: after the last one the consumer is closed.
                  delivery.ack();
                  inbox.handle(delivery);
                }));
    assertThat(Inbox.ids(inbox.next(2000))).isEqualTo(Messages.ids(2000));
    consumer.close();
    Inbox second = new Inbox();
    transport.consume(queue, 10, second);
    await("all was acknowledged").during(QUIET).until(() -> second.size() == 0);
  }

  @Test
  void givesBackADeliveryOnWhichAQuickHandlerFails() {
    fill(1);
    AtomicInteger calls = new AtomicInteger();
    transport.consume(
        queue,
        10,
        quick(
            delivery -> {
              switch (calls.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("a quick handler's mistake");
                case 2 -> throw new NoClassDefFoundError("a quick handler's missing class");
                default -> {
                  inbox.handle(delivery);
                  delivery.ack();
                }
              }
            }));
    assertThat(inbox.next().redelivered()).isTrue();
    assertThat(calls).hasValue(3);
  }

  @Test
  void isNotHarmedByAQuickHandlerThatLeavesItsThreadInterrupted() {
    fill(3);
    transport.consume(
        queue,
        1,
        quick(
            delivery -> {
              inbox.handle(delivery);
              delivery.ack();
              Thread.currentThread().interrupt();
            }));
    assertThat(Inbox.ids(inbox.next(3))).containsExactly("0", "1", "2");
    outcomes.publish(transport.publisher("p"), toQueue(queue, "after"));
    assertThat(inbox.next().messageId()).isEqualTo("after");
    await().until(() -> outcomes.of("after").equals(List.of(PublishOutcome.CONFIRMED)));
    assertThat(transport.state()).isEqualTo(LinkState.UP);
    assertThat(transport.statistics().recoveries()).isZero();
  }

  @Test
  void aQuickHandlerMayStopTakingAndWhatWasOnItsWayIsHandedOver() {
    transport.declare(List.of(plainQueue()));
    AtomicReference<Consumer> consumer = new AtomicReference<>();
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    List<String> handled = new CopyOnWriteArrayList<>();
    consumer.set(
        transport.consume(
            queue,
            20,
            quick(
                delivery -> {
                  handled.add(delivery.messageId());
                  delivery.ack();
                  if (handled.size() == 1) {
                    consumer.get().stopTaking().thenRun(() -> stopped.complete(null));
                  }
                })));
    // It is known when the first one comes.
    fill(100);
    stopped.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();

    List<String> all = new ArrayList<>(handled);
    consumer.get().close();
    transport.consume(queue, 200, inbox);
    // Some come later: a quorum queue had them on their way to the channel that cancelled.
    all.addAll(Inbox.ids(inbox.next(100 - all.size())));
    assertThat(all).containsExactlyInAnyOrderElementsOf(Messages.ids(100));
  }

  @Test
  void whatAQuickHandlerHoldsWhenItStopsTakingIsAcknowledgedAndNothingElseCountsAsDelivered() {
    fill(100);
    Consumer consumer = transport.consume(queue, 20, quick(inbox));
    List<Delivery> inHand = inbox.next(20);

    consumer.stopTaking().join();

    inHand.forEach(Delivery::ack);
    consumer.close();
    Inbox second = new Inbox();
    transport.consume(queue, 200, second);
    List<Delivery> rest = second.next(80);
    assertThat(Inbox.ids(rest)).isEqualTo(Messages.ids(100).subList(20, 100));
    assertThat(rest).noneMatch(Delivery::redelivered);
  }

  @Test
  void deliversAgainInOrderWhatAClosedConsumerWithAQuickHandlerHeld() {
    fill(20);
    Consumer consumer = transport.consume(queue, 10, quick(inbox));
    inbox.next(10);
    consumer.close();
    Inbox second = new Inbox();
    transport.consume(queue, 20, quick(second));
    List<Delivery> again = second.next(20);
    assertThat(Inbox.ids(again)).isEqualTo(Messages.ids(20));
    assertThat(again.subList(0, 10)).allMatch(Delivery::redelivered);
  }
}

package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicConsumerTest {

  private static final int PREFETCH = 3;

  private long nanos;
  private final ScriptedTransport transport = new ScriptedTransport();
  private final ManualLoop loop =
      new ManualLoop(() -> nanos, new SplittableRandom(1), (request, code) -> () -> {});
  private final List<HeldDelivery> held = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private boolean lost;
  private final TopicConsumer consumer =
      new TopicConsumer(
          "blue",
          loop,
          new RequestReader(new MessageCodec()),
          (delivery, reading) -> held.add(delivery),
          () -> told.add("closed"));

  @BeforeEach
  void start() {
    consumer.start(transport, "queue", PREFETCH);
  }

  private ScriptedTransport.Consumption consumption() {
    return transport.consumptions.getFirst();
  }

  private void doAll() {
    while (loop.step()) {
      // until nothing is due
    }
  }

  private void arrive(int count) {
    for (int i = 0; i < count; i++) {
      consumption().handler.handle(delivery(held.size()));
      doAll();
    }
  }

  @Test
  void retiresAtOnceIfAllThatItMayTakeIsInHand() {
    arrive(PREFETCH);
    consumer.retire();
    assertThat(consumption().taking).isFalse();
  }

  @Test
  void retiresWhenAllThatItMayTakeIsInHandAndHoldsAcknowledgementsBackForThat() {
    arrive(2);
    consumer.retire();
    held.get(0).ack();
    held.get(1).ack();
    assertThat(told).isEmpty();
    assertThat(consumer.hasRoom()).isTrue();
    assertThat(consumption().taking).isTrue();

    arrive(1);
    assertThat(consumption().taking).isFalse();
    assertThat(told).containsExactly("ack 0", "ack 1");
    assertThat(consumer.hasRoom()).isFalse();
  }

  @Test
  void doesNotHoldBackWhatIsToBeAcknowledgedAtOnce() {
    arrive(2);
    consumer.retire();
    held.get(0).ackAtOnce();
    assertThat(told).containsExactly("ack 0");
    arrive(1);
    assertThat(consumption().taking).isTrue();
    arrive(1);
    assertThat(consumption().taking).isFalse();
  }

  @Test
  void whatIsGivenBackWhileItRetiresMakesRoomForOneMore() {
    arrive(2);
    consumer.retire();
    held.get(0).requeue();
    assertThat(told).containsExactly("requeue 0");
    arrive(1);
    assertThat(consumption().taking).isTrue();
    arrive(1);
    assertThat(consumption().taking).isFalse();
  }

  @Test
  void acknowledgesAfterAWhileAllTheSameAndRetiresLater() {
    arrive(2);
    consumer.retire();
    held.get(0).ack();
    nanos += TopicConsumer.LONGEST_HOLD.toNanos();
    doAll();
    assertThat(told).containsExactly("ack 0");
    held.get(1).ack();
    assertThat(told).containsExactly("ack 0", "ack 1");

    arrive(PREFETCH - 1);
    assertThat(consumption().taking).isTrue();
    arrive(1);
    assertThat(consumption().taking).isFalse();
  }

  @Test
  void holdsAcknowledgementsBackAgainAfterAWhile() {
    arrive(2);
    consumer.retire();
    nanos += TopicConsumer.LONGEST_HOLD.toNanos();
    doAll();
    nanos += TopicConsumer.BETWEEN_HOLDS.toNanos();
    doAll();
    held.get(0).ack();
    assertThat(told).isEmpty();
    arrive(1);
    assertThat(consumption().taking).isFalse();
    assertThat(told).containsExactly("ack 0");
    assertThat(loop.nextNanos()).isEmpty();
  }

  @Test
  void takesNothingForInHandThatTheBrokerHasTakenBack() {
    arrive(1);
    consumer.retire();
    lost = true;
    arrive(PREFETCH - 1);
    assertThat(consumption().taking).isTrue();
    arrive(1);
    assertThat(consumption().taking).isFalse();
  }

  @Test
  void goesOnIfItIsNotToRetireAnyMore() {
    arrive(2);
    consumer.retire();
    held.get(0).ack();
    consumer.goOn();
    assertThat(told).containsExactly("ack 0");
    arrive(2);
    assertThat(consumption().taking).isTrue();
  }

  @Test
  void acknowledgesWhatItHoldsBackWhenItStopsOrIsClosed() {
    arrive(2);
    consumer.retire();
    held.get(0).ack();
    consumer.stopTaking();
    assertThat(told).containsExactly("ack 0");
    consumption().quiet.complete(null);
    doAll();
    held.get(1).ack();
    doAll();
    assertThat(told).containsExactly("ack 0", "ack 1", "closed");
    nanos += Duration.ofDays(1).toNanos();
    doAll();
    assertThat(told).hasSize(3);
  }

  private Delivery delivery(int number) {
    return UnreadableDelivery.of(
        () -> lost && number == 0, settled -> told.add(settled + " " + number));
  }
}

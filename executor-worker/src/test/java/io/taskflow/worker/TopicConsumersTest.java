package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.Topology;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TopicConsumersTest {

  private static final int SLOTS = 16;

  private final ScriptedTransport transport = new ScriptedTransport();
  private final ManualLoop loop =
      new ManualLoop(() -> 0, new SplittableRandom(1), (request, code) -> () -> {});
  private final List<HeldDelivery> held = new ArrayList<>();
  private final TopicConsumers consumers =
      new TopicConsumers(
          transport,
          Topology.defaults(),
          ScriptedSettings.of(SLOTS, List.of("blue")),
          topic ->
              new TopicConsumer(
                  topic,
                  loop,
                  new RequestReader(new MessageCodec()),
                  (delivery, reading) -> held.add(delivery),
                  () -> {}));

  private void doAll() {
    while (loop.step()) {
      // until nothing is due
    }
  }

  @Test
  void takesMoreWithoutEndingAConsumption() {
    for (int taken = 16; taken <= 512; taken *= 2) {
      assertThat(consumers.takeFor(SLOTS, taken)).isEqualTo(taken);
    }
    assertThat(transport.taken()).containsExactly(16, 16, 32, 64, 128, 256);
    assertThat(transport.consumptions).allMatch(consumption -> consumption.taking);
  }

  @Test
  void takesHalfAsMuchByEndingTheLatest() {
    consumers.takeFor(SLOTS, 16);
    consumers.takeFor(SLOTS, 32);
    consumers.takeFor(SLOTS, 64);
    consumers.takeFor(SLOTS, 32);
    assertThat(transport.taken()).containsExactly(16, 16);
  }

  @Test
  void takesForFewerSlotsWithASmallerConsumption() {
    consumers.takeFor(SLOTS, 16);
    assertThat(consumers.takeFor(15, 16)).isEqualTo(15);
    assertThat(transport.taken()).containsExactly(15);
  }

  @Test
  void hasNoMoreThanTwelveConsumptionsHoweverItCameToTakeSoMuch() {
    for (int slots = SLOTS; slots >= 0; slots--) {
      consumers.takeFor(slots, SLOTS);
    }
    for (int slots = 1; slots <= SLOTS; slots++) {
      consumers.takeFor(slots, SLOTS);
      assertThat(transport.taken()).hasSizeLessThanOrEqualTo(12);
      assertThat(transport.taken().stream().mapToInt(Integer::intValue).sum()).isEqualTo(slots);
    }
  }

  @Test
  void hasAllInHandOnlyWhenEachConsumptionIsFull() {
    consumers.takeFor(SLOTS, 1);
    consumers.takeFor(SLOTS, 2);
    assertThat(consumers.allInHand()).isFalse();
    arrive(0);
    assertThat(consumers.allInHand()).isFalse();
    arrive(1);
    assertThat(consumers.allInHand()).isTrue();
    held.getFirst().ack();
    assertThat(consumers.allInHand()).isFalse();
  }

  @Test
  void hasNothingInHandWhenWhatEndedHasSettledWhatItTook() {
    consumers.takeFor(SLOTS, 1);
    consumers.takeFor(SLOTS, 2);
    arrive(1);

    consumers.stopTaking();

    assertThat(transport.taken()).isEmpty();
    transport.consumptions.forEach(consumption -> consumption.quiet.complete(null));
    doAll();
    assertThat(consumers.nothingInHand()).isFalse();
    held.getFirst().ack();
    doAll();
    assertThat(consumers.nothingInHand()).isTrue();
    assertThat(transport.consumptions).allMatch(consumption -> consumption.closed);
  }

  private void arrive(int consumption) {
    transport.consumptions.get(consumption).handler.handle(unreadable());
    doAll();
  }

  /** That is enough to be held and acknowledged. */
  private static Delivery unreadable() {
    return (Delivery)
        Proxy.newProxyInstance(
            Delivery.class.getClassLoader(),
            new Class<?>[] {Delivery.class},
            (proxy, method, arguments) -> method.getName().equals("body") ? new byte[0] : null);
  }
}

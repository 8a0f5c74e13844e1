package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Topology;
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
  void takesMuchMoreByOneConsumptionAndTheFormerEndWhenNothingIsOnItsWayToThem() {
    assertThat(consumers.takeFor(SLOTS, 16)).isEqualTo(16);
    assertThat(consumers.takeFor(SLOTS, 32)).as("until the former ends").isEqualTo(16 + 32);
    assertThat(transport.taken()).containsExactly(16, 32);
    for (int i = 0; i < 15; i++) {
      arrive(0);
    }
    assertThat(transport.taken()).containsExactly(16, 32);
    arrive(0);
    assertThat(transport.taken()).containsExactly(32);
    assertThat(consumers.takeFor(SLOTS, 32)).isEqualTo(32);
  }

  @Test
  void takesALittleMoreBesideWhatItTakes() {
    consumers.takeFor(SLOTS, 16);
    assertThat(consumers.takeFor(SLOTS, 31)).isEqualTo(31);
    assertThat(transport.taken()).containsExactly(16, 15);
    for (int i = 0; i < 16; i++) {
      arrive(0);
    }
    assertThat(transport.taken()).containsExactly(16, 15);
  }

  @Test
  void letsAFormerConsumptionGoOnIfItTakesLessAgain() {
    consumers.takeFor(SLOTS, 16);
    consumers.takeFor(SLOTS, 32);
    consumers.takeFor(SLOTS, 64);
    consumers.takeFor(SLOTS, 32);
    assertThat(transport.taken()).containsExactly(32);
    for (int i = 0; i < 32; i++) {
      arrive(1);
    }
    assertThat(transport.taken()).containsExactly(32);
  }

  @Test
  void takesLessByASmallerConsumptionIfTheFormerHasEnded() {
    consumers.takeFor(SLOTS, 16);
    consumers.takeFor(SLOTS, 32);
    for (int i = 0; i < 16; i++) {
      arrive(0);
    }
    consumers.takeFor(SLOTS, 16);
    assertThat(transport.taken()).containsExactly(16);
    assertThat(transport.consumptions).hasSize(3);
  }

  @Test
  void takesAsMuchAheadWhateverSlotsAreInTurn() {
    consumers.takeFor(SLOTS, 64);
    assertThat(consumers.takeFor(1, 64)).isEqualTo(64);
    assertThat(consumers.takeFor(0, 64)).isZero();
    assertThat(transport.consumptions).hasSize(1);
  }

  @Test
  void endsFormerConsumptionsTooWhenItStops() {
    consumers.takeFor(SLOTS, 16);
    consumers.takeFor(SLOTS, 32);
    consumers.stopTaking();
    assertThat(transport.taken()).isEmpty();
  }

  @Test
  void hasAllInHandWhenTheConsumptionThatReplacesOthersIsFull() {
    consumers.takeFor(SLOTS, 1);
    consumers.takeFor(SLOTS, 2);
    arrive(1);
    arrive(1);
    assertThat(consumers.allInHand()).as("the former one has room").isFalse();
    arrive(0);
    assertThat(consumers.allInHand()).isTrue();
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
      // Nothing comes, so that the first one, of one slot, goes on to retire.
      assertThat(transport.taken().stream().mapToInt(Integer::intValue).sum())
          .isBetween(slots, slots + 1);
    }
  }

  @Test
  void hasAllInHandOnlyWhenEachConsumptionIsFull() {
    consumers.takeFor(SLOTS, 2);
    consumers.takeFor(SLOTS, 3);
    assertThat(consumers.allInHand()).isFalse();
    arrive(0);
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
    transport
        .consumptions
        .get(consumption)
        .handler
        .handle(UnreadableDelivery.of(() -> false, settled -> {}));
    doAll();
  }
}

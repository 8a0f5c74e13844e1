package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.amqp.AckTracker.Ack;
import io.taskflow.protocol.amqp.AckTracker.Frame;
import io.taskflow.protocol.amqp.AckTracker.Requeue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AckTrackerTest {

  private final AckTracker tracker = new AckTracker();

  private void acknowledge(long... tags) {
    for (long tag : tags) {
      tracker.acknowledge(tag);
    }
  }

  @Test
  void hasNothingToSendAtFirst() {
    assertThat(tracker.takeFrames()).isEmpty();
  }

  @Test
  void acknowledgesARunWithOneFrame() {
    acknowledge(2, 1, 3);
    assertThat(tracker.takeFrames()).containsExactly(new Ack(3, true));
    assertThat(tracker.takeFrames()).isEmpty();
  }

  @Test
  void acknowledgesOneDeliveryWithASingleFrame() {
    acknowledge(1);
    assertThat(tracker.takeFrames()).containsExactly(new Ack(1, false));
  }

  @Test
  void acknowledgesOneByOneWhatIsBehindAnOpenDelivery() {
    acknowledge(1, 3, 4);
    assertThat(tracker.takeFrames())
        .containsExactly(new Ack(3, false), new Ack(4, false), new Ack(1, false));
  }

  @Test
  void neverEndsAMultipleFrameWithATagThatWasAcknowledgedBefore() {
    acknowledge(1, 4);
    tracker.takeFrames();
    acknowledge(2, 3);
    // 4 is known to the broker already; acknowledging it again would close the channel.
    assertThat(tracker.takeFrames()).containsExactly(new Ack(3, true));
    acknowledge(5, 6);
    assertThat(tracker.takeFrames()).containsExactly(new Ack(6, true));
  }

  @Test
  void givesBackBeforeItAcknowledgesWhatIsAround() {
    acknowledge(1, 3);
    tracker.requeue(2);
    assertThat(tracker.takeFrames()).containsExactly(new Requeue(2), new Ack(3, true));
  }

  /** Against a broker's own rules: it knows what is open, and each frame must fit. */
  @Test
  void tellsTheBrokerEachSettlementExactlyOnceInWhateverOrderTheyCome() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      AckTracker acks = new AckTracker();
      TreeSet<Long> openAtBroker = new TreeSet<>();
      List<Long> held = new ArrayList<>();
      Set<Long> acknowledged = new HashSet<>();
      Set<Long> givenBack = new HashSet<>();
      long delivered = 0;
      for (int step = 0; step < 300; step++) {
        int action = random.nextInt(10);
        if (action < 4) {
          held.add(++delivered);
          openAtBroker.add(delivered);
        } else if (action < 9 && !held.isEmpty()) {
          long tag = held.remove(random.nextInt(held.size()));
          if (random.nextInt(5) == 0) {
            acks.requeue(tag);
            givenBack.add(tag);
          } else {
            acks.acknowledge(tag);
            acknowledged.add(tag);
          }
        } else {
          for (Frame frame : acks.takeFrames()) {
            accept(frame, openAtBroker, acknowledged, givenBack, seed);
          }
          assertThat(openAtBroker).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(held);
        }
      }
    }
  }

  private static void accept(
      Frame frame, TreeSet<Long> open, Set<Long> acknowledged, Set<Long> givenBack, long seed) {
    switch (frame) {
      case Ack ack -> {
        assertThat(open).as("seed %d: %s", seed, ack).contains(ack.tag());
        Set<Long> meant = ack.multiple() ? open.headSet(ack.tag(), true) : Set.of(ack.tag());
        assertThat(acknowledged).as("seed %d: %s", seed, ack).containsAll(meant);
        open.removeAll(Set.copyOf(meant));
      }
      case Requeue requeue -> {
        assertThat(givenBack).as("seed %d", seed).contains(requeue.tag());
        assertThat(open.remove(requeue.tag())).as("seed %d: %s", seed, requeue).isTrue();
      }
    }
  }
}

package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TakeAheadTest {

  private static final int SLOTS = 4;

  private long nanos;
  private boolean allInHand;
  private final ManualLoop loop =
      new ManualLoop(() -> nanos, new SplittableRandom(1), (request, code) -> () -> {});
  private final Slots slots = new Slots(SLOTS);
  private final Backlog backlog = new Backlog();
  private final List<Integer> changes = new ArrayList<>();
  private TakeAhead ahead = upTo(TakeAhead.MOST);

  private TakeAhead upTo(int most) {
    return new TakeAhead(
        loop, SLOTS, most, slots, backlog, () -> allInHand, () -> changes.add(ahead.taken()));
  }

  private void pass(Duration time) {
    long end = nanos + time.toNanos();
    for (long next = nextNanos(); nanos + next <= end; next = nextNanos()) {
      nanos += Math.max(0, next);
      loop.step();
    }
    nanos = end;
  }

  private long nextNanos() {
    return loop.nextNanos().orElse(Duration.ofDays(1).toNanos());
  }

  /** A slot is free, but everything that may be in hand waits for its confirmation. */
  private void starve() {
    allInHand = true;
    ahead.look();
    allInHand = false;
    pass(Duration.ofMillis(100));
  }

  private void oneWaits() {
    TaskRequest request = Requests.execute("easy").build();
    backlog.add(
        new Attempt(request, TaskDefinition.shared("easy", c -> null), null, loop.nanoTime()));
    ahead.look();
  }

  @Test
  void takesAsManyAsSlotsWhileTheseAreBusy() {
    for (int i = 0; i < SLOTS; i++) {
      slots.take();
    }
    starve();

    assertThat(ahead.taken()).isEqualTo(SLOTS);
    assertThat(changes).isEmpty();
  }

  @Test
  void takesTwiceAsManyEachTimeThatAFreeSlotWaitsForConfirmations() {
    starve();
    starve();
    starve();

    assertThat(changes).containsExactly(2 * SLOTS, 4 * SLOTS, 8 * SLOTS);
  }

  @Test
  void takesTheMostIfTwiceAsManyWouldLeaveLessThanAnotherStep() {
    ahead = upTo(3 * SLOTS);
    starve();

    assertThat(changes).containsExactly(3 * SLOTS);
  }

  @Test
  void takesNoMoreThanTheMostThatItMay() {
    for (int i = 0; i < 20; i++) {
      starve();
    }

    assertThat(ahead.taken()).isEqualTo(TakeAhead.MOST);
  }

  @Test
  void takesAsManyAsItWasToldIfItWasToldANumber() {
    ahead = upTo(SLOTS);
    starve();

    assertThat(changes).isEmpty();
  }

  @Test
  void takesOneForEachSlotAgainWhenARequestHasWaitedForLong() {
    starve();
    starve();
    changes.clear();
    oneWaits();
    pass(TakeAhead.PATIENCE.plusMillis(400));

    assertThat(changes).containsExactly(SLOTS);
  }

  @Test
  void takesNoMoreForAWhileAfterARequestHasWaitedForLong() {
    starve();
    oneWaits();
    pass(TakeAhead.PATIENCE.plusMillis(400));
    backlog.poll();
    changes.clear();
    starve();
    assertThat(changes).isEmpty();

    pass(Duration.ofSeconds(6));
    starve();
    assertThat(changes).containsExactly(2 * SLOTS);
  }

  @Test
  void restsWhileThereIsNothingToDecide() {
    starve();
    pass(Duration.ofSeconds(1));

    assertThat(loop.nextNanos()).isEmpty();
  }
}

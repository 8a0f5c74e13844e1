package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.Timer;
import io.taskflow.engine.runtime.TimerQueue.Entry;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final FlowId FLOW = new FlowId("f1");
  private static final FlowId OTHER = new FlowId("f2");

  private final TimerQueue timers = new TimerQueue();

  private static Timer timer(String token, int seconds) {
    return new Timer(
        "a", new AttemptToken(token), Timer.Kind.START_TO_CLOSE, NOON.plusSeconds(seconds));
  }

  @Test
  void theEarliestTimerIsTakenWhenItIsDue() {
    timers.add(FLOW, timer("late", 9));
    timers.add(OTHER, timer("early", 5));
    assertThat(timers.next()).isEqualTo(NOON.plusSeconds(5));
    assertThat(timers.takeDue(NOON.plusSeconds(4))).isNull();
    assertThat(timers.takeDue(NOON.plusSeconds(5))).isEqualTo(new Entry(OTHER, timer("early", 5)));
    assertThat(timers.takeDue(NOON.plusSeconds(5))).isNull();
    assertThat(timers.has(OTHER)).isFalse();
    assertThat(timers.has(FLOW)).isTrue();
  }

  @Test
  void aFlowThatGoesOnAfterItsEndKeepsItsNewTimers() {
    timers.add(OTHER, timer("other", 1));
    timers.add(FLOW, timer("old", 10));
    timers.forget(FLOW);
    timers.add(FLOW, timer("new", 20));
    assertThat(timers.takeDue(NOON.plusSeconds(15))).isEqualTo(new Entry(OTHER, timer("other", 1)));
    assertThat(timers.takeDue(NOON.plusSeconds(15))).isNull();
    assertThat(timers.has(FLOW)).isTrue();
    assertThat(timers.takeDue(NOON.plusSeconds(20))).isEqualTo(new Entry(FLOW, timer("new", 20)));
    assertThat(timers.has(FLOW)).isFalse();
  }

  @Test
  void aTimerThatIsSetTwiceIsTakenOnce() {
    timers.add(FLOW, timer("a", 1));
    timers.add(FLOW, timer("a", 1));
    assertThat(timers.takeDue(NOON.plusSeconds(1))).isNotNull();
    assertThat(timers.takeDue(NOON.plusSeconds(1))).isNull();
    timers.add(FLOW, timer("a", 1));
    assertThat(timers.takeDue(NOON.plusSeconds(1))).isNotNull();
  }

  @Test
  void droppedTimersLeaveMemoryBeforeTheyAreDue() {
    timers.add(OTHER, timer("other", 1));
    for (int i = 0; i < 10_000; i++) {
      FlowId flow = new FlowId("flow" + i);
      timers.add(flow, timer("t", 3600));
      timers.forget(flow);
    }
    assertThat(timers.size()).isLessThan(100);
    assertThat(timers.next()).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  void onlyTheTimersThatReplacedOthersAreTaken() {
    timers.add(FLOW, timer("old", 1));
    timers.add(FLOW, timer("kept", 2));
    timers.replace(FLOW, List.of(timer("kept", 2)));
    assertThat(timers.count(FLOW)).isEqualTo(1);
    assertThat(timers.takeDue(NOON.plusSeconds(9))).isEqualTo(new Entry(FLOW, timer("kept", 2)));
    assertThat(timers.takeDue(NOON.plusSeconds(9))).isNull();
  }

  /** Against a plain list that is searched each time. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void itBehavesAsAPlainListWould(long seed) {
    Random random = new Random(seed);
    Set<Entry> model = new HashSet<>();
    for (int step = 0; step < 5_000; step++) {
      FlowId flow = new FlowId("flow" + random.nextInt(5));
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          Timer timer = timer("t" + random.nextInt(10), random.nextInt(100));
          timers.add(flow, timer);
          model.add(new Entry(flow, timer));
        }
        case 2 -> {
          Entry taken = timers.takeDue(NOON.plusSeconds(random.nextInt(100)));
          if (taken != null) {
            assertThat(model.remove(taken)).as("seed %d, step %d", seed, step).isTrue();
          }
        }
        default -> {
          if (random.nextInt(10) == 0) {
            timers.forget(flow);
            model.removeIf(entry -> entry.flow().equals(flow));
          }
        }
      }
      assertThat(timers.next())
          .as("seed %d, step %d", seed, step)
          .isEqualTo(model.stream().map(Entry::at).min(Comparator.naturalOrder()).orElse(null));
      assertThat(timers.has(flow))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(model.stream().anyMatch(entry -> entry.flow().equals(flow)));
    }
  }
}

package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.amqp.Recovery.Begin;
import io.taskflow.protocol.amqp.Recovery.Close;
import io.taskflow.protocol.amqp.Recovery.Closed;
import io.taskflow.protocol.amqp.Recovery.Effect;
import io.taskflow.protocol.amqp.Recovery.Event;
import io.taskflow.protocol.amqp.Recovery.Idle;
import io.taskflow.protocol.amqp.Recovery.Lost;
import io.taskflow.protocol.amqp.Recovery.Open;
import io.taskflow.protocol.amqp.Recovery.OpenFailed;
import io.taskflow.protocol.amqp.Recovery.Opened;
import io.taskflow.protocol.amqp.Recovery.Opening;
import io.taskflow.protocol.amqp.Recovery.ParentDown;
import io.taskflow.protocol.amqp.Recovery.ParentUp;
import io.taskflow.protocol.amqp.Recovery.Release;
import io.taskflow.protocol.amqp.Recovery.RetryAfter;
import io.taskflow.protocol.amqp.Recovery.RetryDue;
import io.taskflow.protocol.amqp.Recovery.Spoilt;
import io.taskflow.protocol.amqp.Recovery.State;
import io.taskflow.protocol.amqp.Recovery.Transition;
import io.taskflow.protocol.amqp.Recovery.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryTest {

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
  private static final long HEALTHY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long NOW = 77;

  /** Given a state, when an event, then a state and effects. */
  static Stream<Arguments> table() {
    return Stream.of(
        // From idle: only a parent helps.
        row(new Idle(4), new ParentUp(), new Opening(5, 0), new Begin(5)),
        row(new Idle(4), new ParentDown(), new Idle(4)),
        row(new Idle(4), new Opened(4, NOW), new Idle(4), new Release(4)),
        row(new Idle(4), new OpenFailed(4, 0), new Idle(4)),
        row(new Idle(4), new Lost(4, NOW, 0), new Idle(4)),
        row(new Idle(4), new Spoilt(4), new Idle(4)),
        row(new Idle(4), new RetryDue(4), new Idle(4)),
        row(new Idle(4), new Close(), new Closed(4)),

        // While opening: the outcome of this attempt counts, that of an older one doesn't.
        row(new Opening(5, 2), new Opened(5, NOW), new Open(5, 2, NOW)),
        row(new Opening(5, 2), new Opened(4, NOW), new Opening(5, 2), new Release(4)),
        row(new Opening(5, 0), new OpenFailed(5, 0.5), new Waiting(5, 1), retry(5, 50)),
        row(new Opening(5, 1), new OpenFailed(5, 0), new Waiting(5, 2), retry(5, 100)),
        row(new Opening(5, 9), new OpenFailed(5, 0), new Waiting(5, 10), retry(5, 500)),
        row(new Opening(5, 2), new OpenFailed(4, 0), new Opening(5, 2)),
        row(new Opening(5, 2), new Lost(4, NOW, 0), new Opening(5, 2)),
        row(new Opening(5, 2), new Spoilt(4), new Opening(5, 2)),
        row(new Opening(5, 2), new RetryDue(4), new Opening(5, 2)),
        row(new Opening(5, 2), new ParentUp(), new Opening(5, 2)),
        row(new Opening(5, 2), new ParentDown(), new Idle(5)),
        row(new Opening(5, 2), new Close(), new Closed(5)),

        // Open: what was open only for a moment counts as one more failure in a row.
        row(
            new Open(5, 1, NOW),
            new Lost(5, NOW + HEALTHY_NANOS - 1, 0),
            new Waiting(5, 2),
            new Release(5),
            retry(5, 100)),
        row(
            new Open(5, 1, NOW),
            new Lost(5, NOW + HEALTHY_NANOS, 0.5),
            new Waiting(5, 1),
            new Release(5),
            retry(5, 50)),
        row(new Open(5, 1, NOW), new Lost(4, NOW, 0), new Open(5, 1, NOW)),
        row(new Open(5, 1, NOW), new Spoilt(5), new Opening(6, 0), new Release(5), new Begin(6)),
        row(new Open(5, 1, NOW), new Spoilt(4), new Open(5, 1, NOW)),
        row(new Open(5, 1, NOW), new ParentDown(), new Idle(5), new Release(5)),
        row(new Open(5, 1, NOW), new ParentUp(), new Open(5, 1, NOW)),
        row(new Open(5, 1, NOW), new Opened(4, NOW), new Open(5, 1, NOW), new Release(4)),
        row(new Open(5, 1, NOW), new OpenFailed(4, 0), new Open(5, 1, NOW)),
        row(new Open(5, 1, NOW), new RetryDue(5), new Open(5, 1, NOW)),
        row(new Open(5, 1, NOW), new Close(), new Closed(5), new Release(5)),

        // Waiting: until its own timer.
        row(new Waiting(5, 3), new RetryDue(5), new Opening(6, 3), new Begin(6)),
        row(new Waiting(5, 3), new RetryDue(4), new Waiting(5, 3)),
        row(new Waiting(5, 3), new Opened(5, NOW), new Waiting(5, 3), new Release(5)),
        row(new Waiting(5, 3), new OpenFailed(5, 0), new Waiting(5, 3)),
        row(new Waiting(5, 3), new Lost(5, NOW, 0), new Waiting(5, 3)),
        row(new Waiting(5, 3), new Spoilt(5), new Waiting(5, 3)),
        row(new Waiting(5, 3), new ParentUp(), new Waiting(5, 3)),
        row(new Waiting(5, 3), new ParentDown(), new Idle(5)),
        row(new Waiting(5, 3), new Close(), new Closed(5)),

        // Closed: for good, and a late success is released.
        row(new Closed(5), new ParentUp(), new Closed(5)),
        row(new Closed(5), new ParentDown(), new Closed(5)),
        row(new Closed(5), new Opened(5, NOW), new Closed(5), new Release(5)),
        row(new Closed(5), new OpenFailed(5, 0), new Closed(5)),
        row(new Closed(5), new Lost(5, NOW, 0), new Closed(5)),
        row(new Closed(5), new Spoilt(5), new Closed(5)),
        row(new Closed(5), new RetryDue(5), new Closed(5)),
        row(new Closed(5), new Close(), new Closed(5)));
  }

  private static Arguments row(State given, Event when, State then, Effect... effects) {
    return Arguments.of(given, when, then, List.of(effects));
  }

  private static RetryAfter retry(long epoch, long millis) {
    return new RetryAfter(epoch, Duration.ofMillis(millis));
  }

  @ParameterizedTest(name = "{0} + {1} -> {2} {3}")
  @MethodSource("table")
  void decidesByTheTable(State given, Event when, State then, List<Effect> effects) {
    assertThat(Recovery.next(BACKOFF, given, when)).isEqualTo(new Transition(then, effects));
  }

  @Test
  void theTableHasEveryStateWithEveryEvent() {
    long pairs =
        table()
            .map(row -> row.get()[0].getClass().getName() + row.get()[1].getClass().getName())
            .distinct()
            .count();
    assertThat(pairs)
        .isEqualTo(
            (long) State.class.getPermittedSubclasses().length
                * Event.class.getPermittedSubclasses().length);
  }

  /** A world that opens, fails, loses and delays at random never has two open or one too many. */
  @Test
  void whatWasOpenedIsInUseOrReleasedWhateverTheOrderOfEvents() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      State state = Recovery.initial();
      List<Long> begun = new ArrayList<>();
      List<Long> holding = new ArrayList<>();
      for (int step = 0; step < 200; step++) {
        Event event = randomEvent(random, state, begun, holding);
        Transition transition = Recovery.next(BACKOFF, state, event);
        state = transition.state();
        for (Effect effect : transition.effects()) {
          switch (effect) {
            case Begin begin -> begun.add(begin.epoch());
            case Release release -> holding.remove(release.epoch());
            case RetryAfter retry -> assertThat(retry.delay()).isLessThan(BACKOFF.longest());
          }
        }
        List<Long> expected = state instanceof Open open ? List.of(open.epoch()) : List.of();
        assertThat(holding).as("seed %d step %d: %s", seed, step, state).isEqualTo(expected);
        assertThat(begun).as("seed %d step %d", seed, step).doesNotHaveDuplicates();
      }
    }
  }

  private static Event randomEvent(
      Random random, State state, List<Long> begun, List<Long> holding) {
    long epoch = Math.max(0, state.epoch() - random.nextInt(3));
    return switch (random.nextInt(40)) {
      case 0 -> new Close();
      case 1, 2, 3 -> new ParentDown();
      case 4, 5, 6, 7, 8, 9 -> new ParentUp();
      case 10, 11, 12 -> new Spoilt(epoch);
      case 13, 14, 15, 16, 17 -> new Lost(epoch, random.nextLong(), random.nextDouble());
      case 18, 19, 20, 21, 22, 23, 24, 25, 26, 27 -> new RetryDue(epoch);
      default -> outcome(random, begun, holding);
    };
  }

  /** An attempt that was begun ends some time later, once. */
  private static Event outcome(Random random, List<Long> begun, List<Long> holding) {
    if (begun.isEmpty()) {
      return new ParentUp();
    }
    long epoch = begun.remove(random.nextInt(begun.size()));
    if (random.nextBoolean()) {
      return new OpenFailed(epoch, random.nextDouble());
    }
    holding.add(epoch);
    return new Opened(epoch, random.nextLong());
  }
}

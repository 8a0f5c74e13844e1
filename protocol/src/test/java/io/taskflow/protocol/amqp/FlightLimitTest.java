package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FlightLimitTest {

  private final FlightLimit limit = new FlightLimit();

  private int sendAll() {
    int count = 0;
    while (count < 100_000 && limit.admits()) {
      limit.sent();
      count++;
    }
    return count;
  }

  @Test
  void setsNoLimitNormally() {
    assertThat(limit.isUnlimited()).isTrue();
    assertThat(sendAll()).isEqualTo(100_000);
  }

  @Test
  void halvesOnEachSpoiltChannelAndDoublesOnEachGroupThatLands() {
    limit.spoilt(100);
    assertThat(sendAll()).isEqualTo(50);
    limit.spoilt(50);
    assertThat(sendAll()).isEqualTo(25);
    assertThat(limit.admits()).isFalse();
    limit.landed();
    assertThat(sendAll()).isEqualTo(50);
    limit.landed();
    assertThat(sendAll()).isEqualTo(100);
  }

  @Test
  void sendsAtLeastOneAndIsUnlimitedAgainAfterEnoughLandings() {
    limit.spoilt(1);
    assertThat(sendAll()).isEqualTo(1);
    for (int group = 1; group < ConfirmWindow.CAPACITY; group *= 2) {
      assertThat(limit.isUnlimited()).isFalse();
      limit.landed();
    }
    assertThat(limit.isUnlimited()).isTrue();
  }

  @Test
  void keepsTheLimitOverALostConnection() {
    limit.spoilt(8);
    assertThat(sendAll()).isEqualTo(4);
    limit.interrupted();
    assertThat(sendAll()).isEqualTo(4);
  }

  @Test
  void findsTheBadOnesAmongThousandsWithFewChannels() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      TreeSet<Integer> bad = new TreeSet<>();
      while (bad.size() < 3) {
        bad.add(random.nextInt(4000));
      }
      FlightLimit flight = new FlightLimit();
      ArrayDeque<Integer> backlog = new ArrayDeque<>();
      for (int i = 0; i < 4000; i++) {
        backlog.add(i);
      }
      List<Integer> refused = new ArrayList<>();
      int channels = 1;
      while (!backlog.isEmpty()) {
        List<Integer> group = new ArrayList<>();
        while (!backlog.isEmpty() && flight.admits()) {
          flight.sent();
          group.add(backlog.remove());
        }
        if (group.stream().noneMatch(bad::contains)) {
          flight.landed();
          continue;
        }
        channels++;
        flight.spoilt(group.size());
        if (group.size() == 1) {
          refused.add(group.getFirst());
        } else {
          group.reversed().forEach(backlog::addFirst);
        }
      }
      assertThat(refused).as("seed %d", seed).containsExactlyElementsOf(bad);
      assertThat(channels).as("seed %d", seed).isLessThan(100);
    }
  }
}

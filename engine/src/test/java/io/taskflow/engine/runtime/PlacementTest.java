package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Where new flows go on. */
class PlacementTest {

  private static final int PARTITIONS = 8;
  private static final long SEED = 7;

  private final AtomicLong nanos = new AtomicLong();
  private final Set<Integer> full = new HashSet<>();
  private final Placement placement =
      new Placement(
          new ManualDrive(() -> Instant.EPOCH, nanos::get, new Random(SEED)),
          PARTITIONS,
          full::contains);

  @Test
  void flowsThatComeOneAfterAnotherShareAPartition() {
    List<Integer> used = place(Placement.MOST);

    assertThat(used).containsOnly(used.getFirst());
  }

  @Test
  void everyPartitionGetsItsPartOfManyFlows() {
    List<Integer> used = place(400 * Placement.MOST);

    for (int p = 0; p < PARTITIONS; p++) {
      assertThat(Collections.frequency(used, p) / Placement.MOST)
          .as("runs of partition %d, seed %d", p, SEED)
          .isBetween(25, 75);
    }
  }

  @Test
  void flowsThatComeSeldomAreSpread() {
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      used.addAll(place(1));
      nanos.addAndGet(Placement.LONGEST.toNanos());
    }

    for (int p = 0; p < PARTITIONS; p++) {
      assertThat(Collections.frequency(used, p))
          .as("flows of partition %d, seed %d", p, SEED)
          .isBetween(25, 75);
    }
  }

  @Test
  void aPartitionThatIsFullGetsNoMore() {
    int first = place(1).getFirst();
    full.add(first);
    List<Integer> others = place(100 * Placement.MOST);

    assertThat(others).doesNotContain(first);
    assertThat(new HashSet<>(others)).hasSize(PARTITIONS - 1);
  }

  @Test
  void flowsAreTakenWhenAllPartitionsAreFull() {
    for (int p = 0; p < PARTITIONS; p++) {
      full.add(p);
    }

    assertThat(place(100)).hasSize(100);
  }

  @Test
  void idsAreNeverTheSame() {
    Set<FlowId> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(placement.next());
    }

    assertThat(ids).hasSize(10_000);
  }

  private List<Integer> place(int flows) {
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < flows; i++) {
      used.add(placement.next().partition(PARTITIONS));
    }
    return used;
  }
}

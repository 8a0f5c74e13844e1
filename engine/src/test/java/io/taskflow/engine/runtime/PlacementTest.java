package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where new flows go on. */
class PlacementTest {

  private static final int PARTITIONS = 8;
  private static final long SEED = 7;

  private final AtomicLong nanos = new AtomicLong();
  private final Set<Integer> own = new HashSet<>();
  private final Set<Integer> busy = new HashSet<>();
  private final Placement placement =
      new Placement(
          new ManualDrive(() -> Instant.EPOCH, nanos::get, new Random(SEED)),
          PARTITIONS,
          new Placement.Own() {
            @Override
            public boolean isBusy(int partition) {
              return busy.contains(partition);
            }

            @Override
            public List<Integer> taking() {
              return own.stream().filter(partition -> !busy.contains(partition)).sorted().toList();
            }
          });

  @Test
  void flowsThatComeOneAfterAnotherShareAPartition() {
    List<Integer> used = place(Placement.MAX_FLOWS);

    assertThat(used).containsOnly(used.getFirst());
  }

  @Test
  void eachPartitionGetsARunBeforeAnyGetsAnother() {
    for (int cycle = 0; cycle < 3; cycle++) {
      List<Integer> runs = new ArrayList<>();
      for (int run = 0; run < PARTITIONS; run++) {
        List<Integer> used = place(Placement.MAX_FLOWS);
        assertThat(used).as("run %d, seed %d", run, SEED).containsOnly(used.getFirst());
        runs.add(used.getFirst());
      }

      assertThat(runs).as("cycle %d, seed %d", cycle, SEED).containsExactlyInAnyOrder(all());
    }
  }

  @Test
  void theOrderOfPartitionsIsDrawnAtRandom() {
    Set<List<Integer>> orders = new HashSet<>();
    for (int cycle = 0; cycle < 10; cycle++) {
      orders.add(runs(PARTITIONS));
    }

    assertThat(orders).as("seed %d", SEED).hasSizeGreaterThan(5);
  }

  @Test
  void aRunEndsASecondAfterItsFirstFlowHoweverMuchHasComeMeanwhile() {
    int first = place(1).getFirst();
    Duration step = Duration.ofMillis(10);
    for (Duration passed = step;
        passed.compareTo(Placement.LONGEST_RUN) < 0;
        passed = passed.plus(step)) {
      pass(step);
      assertThat(place(1)).as("after %s", passed).containsExactly(first);
    }
    pass(step);

    assertThat(place(1)).as("seed %d", SEED).doesNotContain(first);
  }

  @Test
  void largeFlowsShareAPartitionWithFewOthers() {
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < 2 * PARTITIONS; i++) {
      used.add(placement.next(Placement.MAX_ATOMS / 2).partition(PARTITIONS));
    }

    assertThat(new HashSet<>(used)).hasSize(PARTITIONS);
    assertThat(used.get(0)).isEqualTo(used.get(1));
  }

  @Test
  void inPlaceOfABusyPartitionAnotherOneOfThisEngineComes() {
    own.addAll(List.of(0, 1, 2, 3));
    busy.add(1);
    List<Integer> runs = runs(100 * PARTITIONS);

    assertThat(runs).doesNotContain(1);
    for (int others : List.of(4, 5, 6, 7)) {
      assertThat(runs).as("they get no more").filteredOn(used -> used == others).hasSize(100);
    }
    for (int idle : List.of(0, 2, 3)) {
      assertThat(runs)
          .as("partition %d, seed %d", idle, SEED)
          .filteredOn(used -> used == idle)
          .hasSizeBetween(100 + 10, 100 + 60);
    }
  }

  @Test
  void aRunGoesOnElsewhereWhenItsPartitionGetsBusy() {
    own.addAll(List.of(all()));
    int first = place(10).getFirst();
    busy.add(first);

    assertThat(place(10 * Placement.MAX_FLOWS)).doesNotContain(first);
  }

  @Test
  void otherEnginesGetNoMoreWhenPartitionsOfThisOneGetBusyInTurn() {
    own.addAll(List.of(0, 1, 2, 3));
    List<Integer> used = new ArrayList<>();
    while (used.size() < 3 * PARTITIONS * Placement.MAX_FLOWS) {
      used.addAll(place(8));
      busy.clear();
      busy.add(used.getLast());
      busy.retainAll(own);
    }

    assertThat(used.stream().filter(p -> !own.contains(p)).count())
        .isEqualTo(3L * PARTITIONS / 2 * Placement.MAX_FLOWS);
  }

  @Test
  void anEngineThatIsBusyEverywhereKeepsItsPart() {
    own.addAll(List.of(0, 1, 2, 3));
    busy.addAll(own);
    List<Integer> used = place(PARTITIONS * Placement.MAX_FLOWS);

    for (int p = 0; p < PARTITIONS; p++) {
      assertThat(Collections.frequency(used, p)).isEqualTo(Placement.MAX_FLOWS);
    }
  }

  private List<Integer> place(int flows) {
    return IntStream.range(0, flows)
        .mapToObj(i -> placement.next(1).partition(PARTITIONS))
        .toList();
  }

  /** The partitions of so many runs. */
  private List<Integer> runs(int count) {
    List<Integer> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(place(1).getFirst());
      pass(Placement.LONGEST_RUN);
    }
    return runs;
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static Integer[] all() {
    return IntStream.range(0, PARTITIONS).boxed().toArray(Integer[]::new);
  }
}

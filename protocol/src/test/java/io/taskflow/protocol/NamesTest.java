package io.taskflow.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.ControlMessage.DrainWorker;
import io.taskflow.protocol.ControlMessage.TaskType;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a.b", "ä", "a/b", "a\n"})
  void refusesFlowIdsThatNeedQuoting(String id) {
    assertThatThrownBy(() -> new FlowId(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("flow id");
  }

  @Test
  void limitsTheLengthOfIdsAndCutsThemInTheError() {
    assertThat(new FlowId("x".repeat(64)).value()).hasSize(64);
    assertThatThrownBy(() -> new FlowId("x".repeat(10_000)))
        .hasMessageContaining("64")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    assertThatThrownBy(() -> new AttemptToken("x".repeat(65))).hasMessageContaining("token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u2003", "a\tb", "a\u0085", "a\ud83d"})
  void refusesTaskNamesThatCannotBeSeenOrSent(String name) {
    assertThatThrownBy(
            () -> new AttemptRef(new FlowId("f"), name, Action.EXECUTE, new AttemptToken("t")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("task name");
  }

  @Test
  void countsCharactersOfNamesNotHalvesOfThem() {
    assertThatCode(() -> Names.requireName("name", "\ud83d\ude00".repeat(200), 200))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Names.requireName("name", "\ud83d\ude00".repeat(201), 200))
        .hasMessageContaining("201 characters");
  }

  @Test
  void refusesWorkersThatWouldBePatternsInARoutingKey() {
    assertThatThrownBy(() -> new DrainWorker("*")).hasMessageContaining("worker");
    assertThatThrownBy(() -> new DrainWorker("a#b")).hasMessageContaining("worker");
    assertThat(new DrainWorker("host-1.example_2").worker()).isEqualTo("host-1.example_2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.", "1.0.0", "v1.0", "-1.0", "1.0000000"})
  void refusesVersionsThatAreNotMajorAndMinor(String version) {
    assertThatThrownBy(() -> new TaskType("t", version)).hasMessageContaining("major.minor");
  }

  @Test
  void makesFlowIdsThatSortByTimeAndNeverRepeat() {
    Instant now = Instant.parse("2026-11-23T12:00:00Z");
    FlowId early = FlowId.random(now);
    FlowId late = FlowId.random(now.plusMillis(1));
    Set<FlowId> ids = new HashSet<>();
    IntStream.range(0, 1_000).forEach(i -> ids.add(FlowId.random(now)));

    assertThat(early).isLessThan(late);
    assertThat(early.value()).hasSize(32);
    assertThat(ids).hasSize(1_000);
  }

  @Test
  void movesAFlowIdToAnyPartitionByItsLastDigits() {
    FlowId id = new FlowId("019ab3c4d5e6" + "0123456789abcdef" + "fffe");
    for (int partition = 0; partition < 64; partition++) {
      FlowId moved = id.movedTo(partition, 64);

      assertThat(moved.partition(64)).isEqualTo(partition);
      assertThat(moved.value()).hasSize(32).startsWith("019ab3c4d5e60123456789abcdef");
    }
    assertThat(id.movedTo(id.partition(64), 64)).isEqualTo(id);
    assertThatThrownBy(() -> id.movedTo(64, 64)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new FlowId("order-1").movedTo(0, 64)).hasMessageContaining("order-1");
  }

  @Test
  void spreadsFlowsEvenlyOverPartitionsAndAlwaysInTheSameWay() {
    int partitions = 8;
    int[] flows = new int[partitions];
    for (int i = 0; i < 8_000; i++) {
      flows[new FlowId("order-" + i).partition(partitions)]++;
    }

    assertThat(Arrays.stream(flows).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(800, 1_200));
    assertThat(new FlowId("order-1").partition(partitions)).isEqualTo(2);
    assertThat(new FlowId("order-2").partition(partitions)).isEqualTo(3);
  }
}

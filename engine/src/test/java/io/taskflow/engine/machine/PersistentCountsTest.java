package io.taskflow.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistentCountsTest {

  private static final int CHANGES = 500;

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 1_000, 20_000})
  void changesAreSeenInTheChangedOneOnly(int size) {
    Random random = new Random(size);
    int[] expected = random.ints(size, 0, 3).toArray();
    PersistentCounts counts = PersistentCounts.of(size, i -> expected[i]);
    for (int change = 0; change < CHANGES; change++) {
      int index = random.nextInt(size);
      int number = random.nextInt(random.nextBoolean() ? 3 : 200_000);
      PersistentCounts before = counts;
      counts = counts.with(index, number);
      assertThat(before.get(index)).as("seed %d", size).isEqualTo(expected[index]);
      expected[index] = number;
    }
    for (int i = 0; i < size; i++) {
      assertThat(counts.get(i)).as("seed %d, index %d", size, i).isEqualTo(expected[i]);
    }
    assertThat(counts).isEqualTo(PersistentCounts.of(size, i -> expected[i]));
  }

  @ParameterizedTest
  @ValueSource(ints = {Byte.MAX_VALUE, Byte.MAX_VALUE + 1, Integer.MAX_VALUE})
  void equalNumbersAreEqualHoweverTheyCameAbout(int number) {
    PersistentCounts made = PersistentCounts.of(100, i -> i == 70 ? 5 : i);
    PersistentCounts changed = made.with(70, number).with(70, 5);
    assertThat(changed).isEqualTo(made).hasSameHashCodeAs(made);
    assertThat(made.with(70, number)).isNotEqualTo(made);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 100})
  void thereIsNothingBeyondTheEnds(int index) {
    PersistentCounts counts = PersistentCounts.of(100, i -> i);
    assertThatThrownBy(() -> counts.get(index)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> counts.with(index, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}

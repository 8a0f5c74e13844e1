package io.taskflow.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistentVectorTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 1023, 1024, 1025, 40_000})
  void holdsWhatItWasMadeOfAndChangesInOnePlace(int size) {
    PersistentVector<Integer> vector = PersistentVector.of(size, i -> i);
    List<Integer> model = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    Random random = new Random(size);
    for (int i = 0; i < Math.min(size, 200); i++) {
      int index = random.nextInt(size);
      PersistentVector<Integer> before = vector;
      vector = vector.with(index, -i);
      assertThat(before.get(index)).isEqualTo(model.get(index));
      model.set(index, -i);
    }
    for (int i = 0; i < size; i++) {
      assertThat(vector.get(i)).isEqualTo(model.get(i));
    }
    assertThat(vector).isEqualTo(PersistentVector.of(size, model::get));
    assertThat(vector.size()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 33, 1025, 40_000})
  void tellsWhereItDiffersFromAVectorThatWasMadeOfIt(int size) {
    PersistentVector<Integer> before = PersistentVector.of(size, i -> i);
    PersistentVector<Integer> after = before;
    Random random = new Random(size);
    Set<Integer> changed = new TreeSet<>();
    for (int i = 0; i < Math.min(size, 50); i++) {
      int index = random.nextInt(size);
      after = after.with(index, -1);
      changed.add(index);
    }
    List<Integer> told = new ArrayList<>();
    before.forEachDifference(after, told::add);
    assertThat(told).containsExactlyElementsOf(changed);
    before.forEachDifference(before, index -> Assertions.fail("nothing differs"));
  }

  @Test
  void refusesToBeComparedWithAVectorOfAnotherSize() {
    PersistentVector<Integer> three = PersistentVector.of(3, i -> i);
    assertThatThrownBy(() -> three.forEachDifference(PersistentVector.of(4, i -> i), i -> {}))
        .hasMessageContaining("3 and 4");
  }

  @Test
  void refusesIndexesOutsideOfIt() {
    PersistentVector<Integer> vector = PersistentVector.of(3, i -> i);
    assertThatThrownBy(() -> vector.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> vector.with(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}

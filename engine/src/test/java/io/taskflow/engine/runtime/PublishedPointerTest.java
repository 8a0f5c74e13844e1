package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.runtime.PublishedPointer.Position;
import org.junit.jupiter.api.Test;

/** How far everything has been published. */
class PublishedPointerTest {

  private int progress;
  private final PublishedPointer pointer = new PublishedPointer(10, () -> progress++);

  @Test
  void itPassesEntriesInTheirOrder() {
    Position first = pointer.add(11, 2);
    Position second = pointer.add(12, 1);
    second.settled();
    assertThat(pointer.advance()).isEqualTo(10);
    first.settled();
    assertThat(pointer.advance()).isEqualTo(10);
    first.settled();
    assertThat(pointer.advance()).isEqualTo(12);
    assertThat(pointer.settled()).isTrue();
    assertThat(progress).isEqualTo(2);
  }

  @Test
  void itStaysBeforeAnEntryWhoseRequestWasSentTwiceUntilThatIsNoted() {
    Position position = pointer.add(11, 1);
    position.added();
    position.settled();
    assertThat(pointer.advance()).as("confirmed, and not noted").isEqualTo(10);
    position.settled();
    assertThat(pointer.advance()).isEqualTo(11);
  }
}

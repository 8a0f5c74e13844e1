package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which lost topics an engine remembers. */
class LostTopicsTest {

  private final LostTopics topics = new LostTopics(100);

  @Test
  void remembersEachTopicOnceFromItsLatestLoss() {
    topics.add("a", 0);
    topics.add("b", 50);
    topics.add("a", 80);

    assertThat(topics.at(100)).containsExactly("b", "a");
    assertThat(topics.at(151)).containsExactly("a");
    assertThat(topics.at(181)).isEmpty();
  }

  @Test
  void forgetsTheOldestWhenThereAreTooMany() {
    for (int i = 0; i <= LostTopics.MOST; i++) {
      topics.add("topic-" + i, 0);
    }

    assertThat(topics.at(0)).hasSize(LostTopics.MOST).doesNotContain("topic-0").contains("topic-1");
  }
}

package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.OutgoingMessage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a worker remembers is bounded. */
class RecentRepliesTest {

  @Test
  void forgetsTheOldestWhenThereAreTooMany() {
    RecentReplies recent = new RecentReplies(2, 1_000);

    recent.add("a", message(1));
    recent.add("b", message(1));
    recent.add("c", message(1));

    assertThat(recent.find("a")).isEmpty();
    assertThat(recent.find("b")).isPresent();
    assertThat(recent.find("c")).isPresent();
  }

  @Test
  void forgetsTheOldestWhenTheyAreTooLarge() {
    RecentReplies recent = new RecentReplies(100, 10);

    recent.add("a", message(6));
    recent.add("b", message(4));
    assertThat(recent.find("a")).isPresent();
    recent.add("c", message(5));

    assertThat(recent.find("a")).isEmpty();
    assertThat(recent.find("b")).isPresent();
    assertThat(recent.find("c")).isPresent();
  }

  @Test
  void doesNotKeepOneThatIsTooLargeAlone() {
    RecentReplies recent = new RecentReplies(100, 10);

    recent.add("a", message(11));
    recent.add("b", message(10));

    assertThat(recent.find("a")).isEmpty();
    assertThat(recent.find("b")).isPresent();
  }

  @Test
  void countsAReplacedReplyOnce() {
    RecentReplies recent = new RecentReplies(100, 10);

    recent.add("a", message(6));
    recent.add("a", message(6));
    recent.add("b", message(4));

    assertThat(recent.find("a")).isPresent();
    assertThat(recent.find("b")).isPresent();
  }

  @Test
  void forgetsTheOldestCancellations() {
    RecentCancels cancels = new RecentCancels(2);

    cancels.add("a", "1");
    cancels.add("b", "2");
    cancels.add("c", "3");

    assertThat(cancels.take("a")).isEmpty();
    assertThat(cancels.take("b")).hasValue("2");
    assertThat(cancels.take("b")).isEmpty();
    assertThat(cancels.take("c")).hasValue("3");
  }

  private static OutgoingMessage message(int bytes) {
    return new OutgoingMessage(
        "x", "k", new byte[bytes], "t", "id", null, "text/plain", true, true, null, Map.of());
  }
}

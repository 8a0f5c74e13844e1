package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What waits for a partition's loop. */
class PartitionInboxTest {

  @Test
  void looksForPendingFlowsDontPileUp() {
    PartitionInbox inbox = new PartitionInbox();
    for (int i = 0; i < 3; i++) {
      assertThat(inbox.offer(new InboxItem.LookForPending())).isTrue();
    }
    assertThat(inbox.take(10)).containsExactly(new InboxItem.LookForPending());
    inbox.offer(new InboxItem.LookForPending());
    assertThat(inbox.size()).isEqualTo(1);
  }
}

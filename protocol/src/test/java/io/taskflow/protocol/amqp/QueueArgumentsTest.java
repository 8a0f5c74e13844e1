package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Declaration.DeadLetter;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueArgumentsTest {

  private static final DeadLetter DEAD = new DeadLetter("dead.x", "dead.key");

  @Test
  void nameTheTypeAlways() {
    assertThat(QueueArguments.of(new Queue("q", QueueKind.QUORUM, List.of(), null, null)))
        .isEqualTo(Map.of("x-queue-type", "quorum"));
    assertThat(QueueArguments.of(new Queue("q", QueueKind.CLASSIC, List.of(), null, null)))
        .isEqualTo(Map.of("x-queue-type", "classic"));
    assertThat(QueueArguments.of(new Queue("q", QueueKind.EXCLUSIVE, List.of(), null, null)))
        .isEqualTo(Map.of("x-queue-type", "classic"));
  }

  @Test
  void keepDeadLettersOfAQuorumQueueUntilTheyAreTaken() {
    assertThat(QueueArguments.of(new Queue("q", QueueKind.QUORUM, List.of(), 20, DEAD)))
        .isEqualTo(
            Map.of(
                "x-queue-type", "quorum",
                "x-delivery-limit", 20,
                "x-dead-letter-exchange", "dead.x",
                "x-dead-letter-routing-key", "dead.key",
                "x-dead-letter-strategy", "at-least-once",
                "x-overflow", "reject-publish"));
  }

  @Test
  void askAClassicQueueForNothingThatItRefuses() {
    assertThat(QueueArguments.of(new Queue("q", QueueKind.CLASSIC, List.of(), null, DEAD)))
        .containsOnlyKeys("x-queue-type", "x-dead-letter-exchange", "x-dead-letter-routing-key");
  }
}

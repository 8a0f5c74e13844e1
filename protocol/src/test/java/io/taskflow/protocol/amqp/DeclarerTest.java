package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told that a queue was lost, and when. */
class DeclarerTest {

  private final ScriptedChannels broker = new ScriptedChannels();
  private final Declarer declarer = new Declarer();
  private final List<String> lost = new ArrayList<>();

  @BeforeEach
  void declareTwoQueues() throws IOException {
    List<Declaration> declarations = List.of(queue("first"), queue("second"));
    declarer.remember(declarations);
    declarer.declare(broker.connect(), declarations);
    declarer.onQueueLost(lost::add);
  }

  @Test
  void tellsOnceOfAQueueThatWasGone() throws IOException {
    broker.queues.remove("first");
    declarer.restoreAll(broker.connect());
    declarer.restoreAll(broker.connect());
    assertThat(lost).containsExactly("first");
  }

  @Test
  void tellsOfALossEvenIfTheConnectionBreaksWhileItIsMended() throws IOException {
    broker.queues.remove("first");
    broker.breaksAt = "second";
    assertThatThrownBy(() -> declarer.restoreShared(broker.connect()))
        .isInstanceOf(IOException.class);
    assertThat(broker.queues).contains("first");
    broker.breaksAt = null;

    declarer.restoreAll(broker.connect());

    assertThat(lost).containsExactly("first");
  }

  @Test
  void tellsOfALossWhenTheQueueIsDeclaredAnewAndNotBefore() throws IOException {
    broker.queues.remove("first");
    broker.forbidden.add("first");
    declarer.restoreQueue(broker.connect(), "first");
    declarer.restoreQueue(broker.connect(), "first");
    assertThat(lost).isEmpty();
    broker.forbidden.clear();

    declarer.restoreQueue(broker.connect(), "first");

    assertThat(lost).containsExactly("first");
  }

  @Test
  void tellsTheOthersAlthoughAListenerFails() throws IOException {
    Declarer another = new Declarer();
    another.remember(List.of(queue("first")));
    another.onQueueLost(
        queue -> {
          throw new IllegalStateException("a listener's mistake");
        });
    another.onQueueLost(lost::add);
    broker.queues.remove("first");
    another.restoreAll(broker.connect());
    assertThat(lost).containsExactly("first");
  }

  private static Queue queue(String name) {
    return new Queue(name, QueueKind.CLASSIC, List.of(), null, null);
  }
}

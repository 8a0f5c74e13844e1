package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** A turn in which nothing is to be stored. */
class UnstoredTurnTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Duration passed = Duration.ZERO;

  private Instant now() {
    return START.plus(passed);
  }

  @Test
  void itsAnswersLeaveWithItAndNotWithTheNextOne() throws Exception {
    InMemoryBroker broker = new InMemoryBroker();
    Topology topology = Topology.defaults();
    MessageCodec codec = new MessageCodec();
    List<TaskReply> answers = new CopyOnWriteArrayList<>();
    try (InMemoryJournal journal = new InMemoryJournal(1, this::now);
        Transport transport = broker.connect("engine");
        PlayedWorker sender = new PlayedWorker(broker, topology)) {
      ManualEngine engine =
          Engine.builder()
              .name("engine")
              .transport(transport)
              .journal(journal)
              .manual(
                  this::now,
                  () -> passed.toNanos(),
                  RandomGeneratorFactory.of("L64X128MixRandom").create(1));
      await()
          .atMost(EngineRig.LIMIT)
          .until(
              () -> {
                passed = passed.plusMillis(100);
                whatIsDue(engine);
                return transport.mayExist(topology.inboxQueue(0));
              });
      broker.observe(
          message -> {
            if (message.exchange().equals(topology.inboxExchange())
                && codec.decode(message.body()) instanceof TaskReply answer) {
              answers.add(answer);
            }
          });
      AttemptRef parent =
          new AttemptRef(
              new FlowId("parent"), "bill", Action.REVERT, new AttemptToken("of-the-revert"));
      sender.send(
          topology.inboxExchange(),
          topology.inboxKey(0),
          new Signal.RevertChild(new FlowId("gone"), parent, "as the test wants"));

      // Time stands still: there is no other turn before the answer comes back.
      await()
          .atMost(EngineRig.LIMIT)
          .until(
              () -> {
                whatIsDue(engine);
                return !answers.isEmpty();
              });
      assertThat(answers.getFirst().attempt()).isEqualTo(parent);
    }
  }

  private static void whatIsDue(ManualEngine engine) {
    while (engine.step()) {
      // until nothing of it is due
    }
  }
}

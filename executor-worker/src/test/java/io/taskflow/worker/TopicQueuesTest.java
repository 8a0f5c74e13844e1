package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Topology;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TopicQueuesTest {

  private static final String TOPIC = "blue";

  private final Topology topology = Topology.defaults();
  private final String queue = topology.tasksQueue(TOPIC);
  private final ScriptedTransport transport = new ScriptedTransport();
  private long nanos;
  private final ManualLoop loop =
      new ManualLoop(() -> nanos, new SplittableRandom(1), (request, code) -> () -> {});
  private final TopicQueues queues =
      new TopicQueues(
          ScriptedSettings.of(1, List.of(TOPIC)),
          transport,
          topology,
          new MessageCodec(),
          new ReplyOutlet(
              transport.publisher("worker"),
              loop,
              new WorkerMetrics(
                  new SimpleMeterRegistry(), "worker", TaskRegistry.builder().build())),
          loop);

  private void lose() {
    transport.queues.remove(queue);
    queues.lost(queue);
    doAll();
  }

  private void confirmAfter(Duration time) {
    nanos += time.toNanos();
    transport.confirm();
    doAll();
  }

  private void doAll() {
    while (loop.step()) {
      // until nothing is due
    }
  }

  @Test
  void makesAQueueWhenItsLossIsKnownToBeTold() {
    lose();
    assertThat(transport.unconfirmed).hasSize(1);
    assertThat(transport.queues).isEmpty();

    confirmAfter(Duration.ofMillis(10));

    assertThat(transport.unconfirmed).isEmpty();
    assertThat(transport.queues).containsExactly(queue);
  }

  @Test
  void tellsOnceHoweverManyConsumptionsOfTheQueueHaveLostIt() {
    lose();
    lose();
    lose();
    assertThat(transport.unconfirmed).hasSize(1);
  }

  @Test
  void tellsAgainIfItTookLongAndTheQueueIsStillMissing() {
    lose();

    confirmAfter(Duration.ofSeconds(2));

    assertThat(transport.queues).isEmpty();
    assertThat(transport.unconfirmed).hasSize(1);
    confirmAfter(Duration.ofMillis(10));
    assertThat(transport.queues).containsExactly(queue);
    assertThat(transport.unconfirmed).isEmpty();
  }

  @Test
  void doesNotTellAgainOfAQueueThatSomebodyHasMadeMeanwhile() {
    lose();
    transport.queues.add(queue);

    confirmAfter(Duration.ofSeconds(2));

    assertThat(transport.unconfirmed).isEmpty();
  }

  @Test
  void makesTheQueueAfterThreeTellingsHoweverSlowTheBrokerIs() {
    lose();
    for (int i = 0; i < 3; i++) {
      assertThat(transport.queues).isEmpty();
      confirmAfter(Duration.ofSeconds(2));
    }
    assertThat(transport.queues).containsExactly(queue);
    assertThat(transport.unconfirmed).isEmpty();
  }

  @Test
  void tellsOfTheNextLoss() {
    lose();
    confirmAfter(Duration.ofMillis(10));
    lose();
    assertThat(transport.unconfirmed).hasSize(1);
  }
}

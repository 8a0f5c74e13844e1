package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageLimits;
import io.taskflow.protocol.transport.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that can't be read, and replies that can't be delivered. */
class UndeliverableTest {

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void putsWhatIsNotJsonToTheDeadLetters() {
    startWorker();

    engine.sendRaw("no JSON".getBytes(StandardCharsets.UTF_8));

    await().until(() -> engine.dead().size() == 1);
    Delivery dead = engine.dead().getFirst();
    assertThat(dead.body()).asString(StandardCharsets.UTF_8).isEqualTo("no JSON");
    assertThat(dead.routingKey()).isEqualTo("tasks.default");
    assertThat(dead.headers().get(DeadLetters.REASON)).isNotBlank();
    assertThat(dead.headers().get(DeadLetters.WORKER)).startsWith("worker-");
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
    assertThat(meters.get(WorkerMetrics.UNREADABLE).counter().count()).isEqualTo(1);
  }

  @Test
  void putsOtherMessagesToTheDeadLetters() {
    startWorker();

    engine.sendRaw(new MessageCodec().encode(new Signal.WakeUp(new FlowId("flow-1"))));

    await().until(() -> engine.dead().size() == 1);
    assertThat(engine.dead().getFirst().headers().get(DeadLetters.REASON))
        .contains("a task request was expected");
  }

  @Test
  void tellsTheEngineIfAtLeastTheAttemptCanBeRead() {
    startWorker();
    TaskRequest request = Requests.execute("easy").build();
    String text = new String(new MessageCodec().encode(request), StandardCharsets.UTF_8);
    String newer = text.replaceFirst("\"protocol\":\"1\\.0\"", "\"protocol\":\"2.0\"");
    assertThat(newer).isNotEqualTo(text);

    engine.sendRaw(newer.getBytes(StandardCharsets.UTF_8));

    TaskReply.Rejected rejected = (TaskReply.Rejected) engine.awaitEnd(request.attempt());
    assertThat(rejected.code()).isEqualTo(FailureCode.PROTOCOL_VIOLATION);
    assertThat(rejected.reason()).contains("can't be read");
    await().until(() -> engine.dead().size() == 1);
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
  }

  @Test
  void isNotHeldUpBySpoiltRequestsWhoseInboxIsNotThere() {
    startWorker();
    for (String replyTo : List.of("999", "999", "not a key", "x".repeat(300))) {
      engine.sendRaw(spoilt(request -> request.replace("\"0\"", "\"" + replyTo + "\"")));
    }

    engine.awaitSuccess(engine.send(Requests.execute("easy")));

    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
    await().until(() -> engine.dead().size() == 4);
  }

  @Test
  void refusesARequestThatIsTooLargeAndTellsTheEngine() {
    startWorker();
    TaskRequest large =
        Requests.execute("easy").argument("text", "x".repeat(2 * 1024 * 1024)).build();
    int enough = 4 * 1024 * 1024;

    engine.sendRaw(new MessageCodec(new MessageLimits(enough, enough, 10)).encode(large));

    TaskReply.Rejected rejected = (TaskReply.Rejected) engine.awaitEnd(large.attempt());
    assertThat(rejected.code()).isEqualTo(FailureCode.PROTOCOL_VIOLATION);
    assertThat(rejected.reason()).contains("at most 1048576 are allowed");
    engine.awaitSuccess(engine.send(Requests.execute("easy")));
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
  }

  @Test
  void doesNotRepeatTheWholeOfWhatItCannotRead() {
    startWorker();
    TaskRequest request = Requests.execute("easy").build();
    String text = new String(new MessageCodec().encode(request), StandardCharsets.UTF_8);
    String version = "\"taskVersion\":\"" + "9".repeat(1_000_000) + "\"";

    engine.sendRaw(
        text.replace("\"taskVersion\":\"1.0\"", version).getBytes(StandardCharsets.UTF_8));

    TaskReply.Rejected rejected = (TaskReply.Rejected) engine.awaitEnd(request.attempt());
    assertThat(rejected.reason()).contains("task version").hasSizeLessThan(2_000);
  }

  @Test
  void publishesAReplyOnceHoweverOftenItsRequestComesBack() {
    rig.start(
        builder -> builder.meterRegistry(meters).prefetch(5),
        TaskDefinition.shared("easy", context -> "done"));
    TaskRequest request = engine.send(Requests.execute("easy").replyTo("1"));
    engine.send(request);
    engine.send(request);
    await().until(() -> meters.get(WorkerMetrics.DUPLICATE).counter().count() == 2);

    try (ScriptedInbox inbox = new ScriptedInbox(rig.broker.connect("late"), rig.topology, 1)) {
      await().until(() -> !inbox.replies().isEmpty());
      await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
      assertThat(inbox.replies()).hasSize(1);
    }
  }

  @Test
  void keepsAReplyUntilThereIsAnInboxForIt() {
    startWorker();

    TaskRequest request = engine.send(Requests.execute("easy").replyTo("1"));

    await()
        .until(
            () -> {
              var retries = meters.find(WorkerMetrics.REPLY_RETRIES).tag("outcome", "returned");
              return retries.counter() != null && retries.counter().count() >= 2;
            });
    assertThat(rig.broker.unacknowledged(rig.queue)).isEqualTo(1);
    try (ScriptedInbox inbox = new ScriptedInbox(rig.broker.connect("late"), rig.topology, 1)) {
      await().until(() -> inbox.replies().size() == 1);
      assertThat(inbox.replies().getFirst().attempt()).isEqualTo(request.attempt());
    }
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
  }

  @Test
  void keepsAReplyWhileTheBrokerIsBlocked() {
    Gate gate = new Gate();
    Worker worker = rig.start(TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);

    rig.broker.block("disk is full");
    gate.open();
    await().until(() -> worker.status().unconfirmed() == 1);
    assertThat(worker.status().ready()).isFalse();
    assertThat(rig.broker.unacknowledged(rig.queue)).isEqualTo(1);
    rig.broker.unblock();

    engine.awaitSuccess(request);
    await().until(() -> worker.status().unconfirmed() == 0);
    assertThat(worker.status().ready()).isTrue();
  }

  @Test
  void takesRequestsAgainAfterItsQueueWasDeleted() {
    startWorker();
    engine.awaitSuccess(engine.send(Requests.execute("easy")));

    rig.broker.deleteQueue(rig.queue);

    await().until(() -> rig.broker.queueNames().contains(rig.queue));
    engine.awaitSuccess(engine.send(Requests.execute("easy")));
  }

  @Test
  void answersAlthoughItsQueueWasDeletedWhileTheTaskRan() {
    Gate gate = new Gate();
    rig.start(TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);

    rig.broker.deleteQueue(rig.queue);
    gate.open();

    engine.awaitSuccess(request);
  }

  @Test
  void tellsPartitionsWithoutAnOwnerThatTheQueueOfATopicIsLost() {
    startWorker();
    await().until(() -> !engine.announcements().isEmpty());
    engine.close();

    rig.broker.deleteQueue(rig.queue);

    String inbox = rig.topology.inboxQueue(0);
    await().until(() -> rig.broker.queueLength(inbox) == 1);
    try (ScriptedEngine back = new ScriptedEngine(rig.broker.connect("back"), rig.topology)) {
      await().until(() -> !back.heard(TopicLost.class).isEmpty());
      assertThat(back.heard(TopicLost.class).getFirst().topic()).isEqualTo(ScriptedEngine.TOPIC);
    }
  }

  @Test
  void makesNoQueueAnewBeforeTheBrokerHasWhatItTellsOfIt() {
    startWorker();
    await().until(() -> !engine.announcements().isEmpty());
    engine.close();
    rig.broker.block("until the queue is deleted");

    rig.broker.deleteQueue(rig.queue);

    await().until(() -> meters.get(WorkerMetrics.CONSUMER_RESTARTS).functionCounter().count() > 0);
    assertThat(rig.broker.queueNames()).doesNotContain(rig.queue);
    rig.broker.unblock();
    await().until(() -> rig.broker.queueNames().contains(rig.queue));
    assertThat(rig.broker.queueLength(rig.topology.inboxQueue(0))).isEqualTo(1);
  }

  @Test
  void tellsOfEachTopicThatHadNoQueueWhenItCame() {
    rig.start(builder -> builder.topic("anew"), TaskDefinition.shared("easy", context -> "done"));
    await().until(() -> rig.broker.queueNames().contains(rig.topology.tasksQueue("anew")));
    await().until(() -> !engine.heard(TopicLost.class).isEmpty());
    assertThat(engine.heard(TopicLost.class)).extracting(TopicLost::topic).containsExactly("anew");
  }

  @Test
  void makesTheQueueOfATopicThoughThereIsNoPartitionThatCouldHearOfIt() {
    engine.close();
    rig.broker.deleteQueue(rig.topology.inboxQueue(0));
    rig.start(builder -> builder.topic("anew"), TaskDefinition.shared("easy", context -> "done"));
    await().until(() -> rig.broker.queueNames().contains(rig.topology.tasksQueue("anew")));
  }

  @Test
  void leavesInTimeAlthoughNoEngineHasHeardOfANewTopic() throws Exception {
    engine.close();
    Worker worker = rig.start(builder -> builder.topic("anew"));
    await().until(() -> rig.broker.queueNames().contains(rig.topology.tasksQueue("anew")));

    assertThat(worker.drain(Patience.LIMIT)).isTrue();
  }

  private static byte[] spoilt(UnaryOperator<String> change) {
    TaskRequest request = Requests.execute("easy").build();
    String text = new String(new MessageCodec().encode(request), StandardCharsets.UTF_8);
    return change.apply(text.replace("\"1.0\"", "\"2.0\"")).getBytes(StandardCharsets.UTF_8);
  }

  private void startWorker() {
    rig.start(
        builder -> builder.meterRegistry(meters), TaskDefinition.shared("easy", context -> "done"));
  }
}

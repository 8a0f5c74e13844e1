package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Retries;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The meters tell what is, also when an engine is started again in one process. */
class MetersTest {

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void gaugesAreThoseOfTheEngineThatRuns() {
    rig.owner("a", rig.journal).close();
    assertThat(rig.meters.find(EngineMetrics.PARTITION_OWNED).gauge()).isNull();
    rig.owner("b", rig.journal);
    assertThat(rig.meters.get(EngineMetrics.PARTITION_OWNED).gauge().value()).isEqualTo(1);
  }

  @Test
  void aRequestWithoutAQueueCountsAsDeferred() {
    Flow flow = linear("f", task("a", "t").topic("nowhere")).build();
    rig.owner("a", rig.journal).submit(flow, Map.of());
    await()
        .atMost(EngineRig.LIMIT)
        .until(
            () ->
                rig.meters.counter(EngineMetrics.ATTEMPT_DEFERRED, "topic", "nowhere").count() > 1);
  }

  @Test
  void revertsOfManyTasksThatFailedAtLengthCanBeSent() throws Exception {
    Flow many =
        unordered("f")
            .addAll(IntStream.range(0, 60).mapToObj(i -> task("t" + i, "t")).toList())
            .build();
    FlowHandle handle = rig.owner("a", rig.journal).submit(many, Map.of());
    Failure cause = Failure.of(FailureCode.TASK_FAILED, "x".repeat(2_000));
    Failure failure =
        new Failure(
            FailureCode.TASK_FAILED,
            List.of("Big"),
            "y".repeat(Failure.MAX_TEXT_LENGTH),
            "",
            false,
            Collections.nCopies(10, cause));
    for (int i = 0; i < 120; i++) {
      TaskRequest request = rig.worker.request();
      if (request.attempt().action() == Action.REVERT) {
        rig.worker.succeed(request, Json.NULL);
      } else {
        rig.worker.reply(
            request, new TaskReply.Failed(request.attempt(), "played", Instant.now(), failure));
      }
    }
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void anAnswerCountsForItsTopicThoughItsItemIsGoneThen() throws Exception {
    Flow flow =
        linear("f", forEach("each", "list", "x", "t", t -> t))
            .retry(Retries.forEach(List.of(1), List.of()).provides("list"))
            .build();
    FlowHandle handle = rig.owner("a", rig.journal).submit(flow, Map.of());
    rig.worker.fail(rig.worker.request());
    TaskRequest revert = rig.worker.request();
    assertThat(revert.attempt().action()).isEqualTo(Action.REVERT);
    rig.worker.succeed(revert, Json.NULL);
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    await()
        .atMost(EngineRig.LIMIT)
        .until(
            () ->
                rig.meters
                        .counter(
                            EngineMetrics.ATTEMPT_ENDED,
                            "topic",
                            "default",
                            "action",
                            "revert",
                            "outcome",
                            "succeeded")
                        .count()
                    == 1);
    assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isZero();
  }
}

package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that a database can't store are refused where they come in. */
class BorderTest {

  private static final Flow FLOW = linear("f", task("a", "t")).build();

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\ud800", "\udc00b"})
  void textsThatCanNotBeStoredAreRefused(String text) throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubmitOptions.DEFAULTS.withKey(text))
        .withMessageContaining("key of a submission");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubmitOptions.DEFAULTS.withLabels(Map.of(text, "x")))
        .withMessageContaining("name of a label");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubmitOptions.DEFAULTS.withLabels(Map.of("team", text)))
        .withMessageContaining("label 'team'");
    assertThatIllegalArgumentException().isThrownBy(() -> FlowQuery.newest(1).withName(text));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FlowQuery(Set.of(), null, Map.of("team", text), null, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Engine.builder().name(text))
        .withMessageContaining("name of an engine");
    try (EngineRig rig = new EngineRig()) {
      Engine engine = rig.owner("a", rig.journal);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> engine.submit(FLOW, Map.of(text, 1)))
          .withMessageContaining("symbol");
      FlowHandle handle = engine.submit(FLOW, Map.of());
      assertThatIllegalArgumentException().isThrownBy(() -> handle.suspend(text));
      assertThatIllegalArgumentException().isThrownBy(() -> handle.revert(text));
    }
  }

  @Test
  void labelsHaveBounds() {
    Map<String, String> many =
        IntStream.rangeClosed(0, SubmitOptions.MAX_LABELS)
            .boxed()
            .collect(Collectors.toMap(i -> "l" + i, i -> ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubmitOptions.DEFAULTS.withLabels(many))
        .withMessageContaining("at most 50");
    String longest = "x".repeat(SubmitOptions.MAX_LABEL_LENGTH);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubmitOptions.DEFAULTS.withLabels(Map.of("l", longest + "x")));
    many.remove("l0");
    many.put("l1", longest);
    assertThat(SubmitOptions.DEFAULTS.withLabels(many).labels()).hasSize(50);
  }

  /** Nothing is held for it: held messages would fill the inbox. */
  @Test
  void anAnswerForWhatNobodyAsksIsRejectedAndNoFault() throws Exception {
    try (EngineRig rig = new EngineRig()) {
      Engine engine = rig.owner("a", rig.journal);
      FlowHandle flow =
          engine.submit(linear("f", task("a", "t")).retry(times(1).name("r")).build(), Map.of());
      TaskRequest request = rig.worker.request();
      AttemptRef asked = request.attempt();
      AttemptRef retry = new AttemptRef(asked.flow(), "r", asked.action(), asked.token());
      rig.worker.reply(request, new TaskReply.Succeeded(retry, "played", Instant.now(), Json.NULL));
      rig.worker.succeed(request, Json.NULL);

      assertThat(flow.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
      assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isZero();
    }
  }
}

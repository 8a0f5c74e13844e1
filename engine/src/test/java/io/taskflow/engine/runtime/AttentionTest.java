package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.machine.Attention;
import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Operation;
import io.taskflow.engine.machine.Trouble;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people have to look at is listed by any engine, and what they do reaches the owner. */
class AttentionTest {

  private static final AttentionQuery TEN = AttentionQuery.oldest(10);

  @Test
  void anEngineThatDoesNotOwnTheFlowListsAndRetriesAFailedRevert() throws Exception {
    try (EngineRig rig = new EngineRig()) {
      Engine owner = rig.owner("owner", rig.journal);
      FlowHandle flow = failedRevert(rig, owner);
      Engine other = rig.engine("other", rig.journal);

      List<Attention> listed = other.attention(TEN).items();
      assertThat(listed).hasSize(1);
      assertThat(listed.getFirst().reason()).contains("as the test wants");
      FlowHandle seen = other.find(flow.id()).orElseThrow();
      assertThat(seen.inspect().attention()).isEqualTo(listed);
      assertThatThrownBy(() -> seen.skip("b", "ada", "no"))
          .isInstanceOfSatisfying(
              CommandRejectedException.class,
              e -> assertThat(e.code()).isEqualTo(Code.ILLEGAL_STATUS));
      seen.retry("a", "ada", "the way is free");

      TaskRequest again = rig.worker.request();
      assertThat(again.attempt().action()).isEqualTo(Action.REVERT);
      assertThat(again.revert().result()).isEqualTo(Json.of("made"));
      assertThat(again.revert().flowFailures()).containsOnlyKeys("b");
      rig.worker.succeed(again, Json.NULL);
      await()
          .atMost(EngineRig.LIMIT)
          .untilAsserted(() -> assertThat(flow.status()).isEqualTo(FlowStatus.REVERTED));
      assertThat(other.attention(TEN).items()).isEmpty();
      assertThat(seen.inspect().task("a").note()).isNotNull();
      assertThat(events(rig, flow))
          .anySatisfy(
              event ->
                  assertThat(event)
                      .isInstanceOfSatisfying(
                          FlowEvent.TaskRetried.class,
                          e -> {
                            assertThat(e.by()).isEqualTo("ada");
                            assertThat(e.why()).isEqualTo("the way is free");
                          }));
    }
  }

  @Test
  void aParkedRequestIsListedAndResolvedByHand() throws Exception {
    try (EngineRig rig = new EngineRig()) {
      Engine engine = rig.owner("owner", rig.journal);
      FlowHandle flow =
          engine.submit(linear("f", task("a", "t").topic("nobody")).build(), Map.of());
      await().atMost(EngineRig.LIMIT).until(() -> !engine.attention(TEN).items().isEmpty());
      Attention parked = engine.attention(TEN).items().getFirst();
      assertThat(parked.trouble()).isEqualTo(Trouble.PARKED);
      assertThat(parked.possible()).contains(Operation.RESOLVE, Operation.SKIP, Operation.REVERT);

      flow.resolve("a", 7, "ada", "done at the desk");

      assertThat(flow.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
      assertThat(flow.inspect().task("a").result()).isEqualTo(Json.of(7));
      assertThat(engine.attention(TEN).items()).isEmpty();
    }
  }

  @Test
  void pagesFollowEachOther() throws Exception {
    try (EngineRig rig = new EngineRig()) {
      Engine engine = rig.owner("owner", rig.journal);
      FlowHandle first = failedRevert(rig, engine);
      FlowHandle second = failedRevert(rig, engine);

      AttentionPage page = engine.attention(AttentionQuery.oldest(1));
      assertThat(page.items()).extracting(Attention::flow).containsExactly(first.id());
      page = engine.attention(AttentionQuery.oldest(1).after(page.last()));
      assertThat(page.items()).extracting(Attention::flow).containsExactly(second.id());
      page = engine.attention(AttentionQuery.oldest(1).after(page.last()));
      assertThat(page.items()).isEmpty();
      assertThat(page.last()).isNull();
    }
  }

  private static FlowHandle failedRevert(EngineRig rig, Engine engine) throws Exception {
    FlowHandle flow = engine.submit(linear("f", task("a", "t"), task("b", "t")).build(), Map.of());
    rig.worker.succeed(rig.worker.request(), Json.of("made"));
    rig.worker.fail(rig.worker.request());
    rig.worker.succeed(rig.worker.request(), Json.NULL);
    rig.worker.fail(rig.worker.request());
    assertThat(flow.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.FAILURE);
    return flow;
  }

  private static List<FlowEvent> events(EngineRig rig, FlowHandle flow) {
    return rig.journal.entries(flow.id()).stream()
        .flatMap(entry -> EntryCodec.read(entry).events().stream())
        .toList();
  }
}

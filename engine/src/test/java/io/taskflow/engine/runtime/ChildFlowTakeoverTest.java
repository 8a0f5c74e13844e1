package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Child flows whose engines share them, leave, or die. */
class ChildFlowTakeoverTest extends FamilyRig {

  @Test
  void twoEnginesShareAFamily() throws Exception {
    Engine first = rig.owner("a", rig.journal, PARTITIONS, EngineRig.SHORT_LEASE, FLOWS);
    Engine second = rig.owner("b", rig.journal, PARTITIONS / 2, EngineRig.SHORT_LEASE, FLOWS);
    await()
        .atMost(EngineRig.LIMIT)
        .until(() -> first.health().partitions().size() == PARTITIONS / 2);
    try (AutoCloseable player = rig.worker.answerAll(log)) {
      assertThat(player).isNotNull();
      for (int i = 0; i < 10; i++) {
        Engine either = i % 2 == 0 ? first : second;
        FlowHandle done = either.submit(order("t"), Map.of("customer", i));
        FlowHandle undone = either.submit(order("fails"), Map.of("customer", i));
        assertThat(done.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
        assertThat(undone.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
      }
    }
  }

  @Test
  void aChildGoesOnAtAnEngineThatKnowsAnotherFlowByItsName() throws Exception {
    Engine first = owner();
    FlowHandle parent =
        first.submit(
            linear(
                    "late",
                    task("first", "t"),
                    childFlow("bill", "billing").inject("customer", 1).requires("customer"))
                .build(),
            Map.of());
    TaskRequest request = rig.worker.request();
    first.close();
    Engine second =
        rig.owner(
            "b",
            rig.journal,
            PARTITIONS,
            EngineRig.LONG_LEASE,
            Map.of("billing", linear("other", task("x", "t")).build()));
    try (AutoCloseable player = rig.worker.answerAll(log)) {
      assertThat(player).isNotNull();
      rig.worker.succeed(request, Json.NULL);
      FlowHandle handle = second.find(parent.id()).orElseThrow();
      assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
    assertThat(log).endsWith("+draw", "+send");
  }

  /** After so many commits nothing more is stored, and what was stored last is not published. */
  private Journal dying(AtomicInteger commitsLeft) {
    return DisturbedJournal.of(
        rig.journal,
        (method, arguments, call) -> {
          if (!method.equals("commit") || !(arguments[0] instanceof PartitionCommit commit)) {
            return call.proceed();
          }
          int left = commit.entries().isEmpty() ? commitsLeft.get() : commitsLeft.decrementAndGet();
          Object done = left >= 0 ? call.proceed() : null;
          if (left <= 0) {
            throw new LeaseLostException("the engine is dead, as the test wants");
          }
          return done;
        });
  }

  @ParameterizedTest(name = "after commit {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
  void theNextEngineGoesOnWhereTheOwnersOfAFamilyDied(int commits) throws Exception {
    AtomicInteger left = new AtomicInteger(commits);
    Engine first = rig.owner("a", dying(left), PARTITIONS, EngineRig.SHORT_LEASE, FLOWS);
    try (AutoCloseable player = rig.worker.answerAll(log)) {
      assertThat(player).isNotNull();
      SubmitOptions once = SubmitOptions.DEFAULTS.withKey("the only one");
      FlowId parent = first.submit(order("fails"), Map.of("customer", 4711), once).id();
      await().atMost(EngineRig.LIMIT).until(() -> left.get() <= 0 || ended(parent));
      first.close();
      Engine second = rig.owner("b", rig.journal, PARTITIONS, EngineRig.SHORT_LEASE, Map.of());
      FlowHandle handle = second.find(parent).orElseThrow();
      assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
      assertThat(childrenOf(handle))
          .extracting(FlowRow::status)
          .containsExactly(FlowStatus.REVERTED);
    }
    assertThat(log).containsSubsequence("+draw", "+send", "+ship", "-ship", "-send", "-draw");
  }

  private boolean ended(FlowId flow) {
    return rig.journal.flow(flow).orElseThrow().status().ended();
  }
}

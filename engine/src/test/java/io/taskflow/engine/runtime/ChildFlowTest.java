package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.forEachFlow;
import static io.taskflow.flow.Flows.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.engine.report.ReportOptions;
import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Child flows on one engine. */
class ChildFlowTest extends FamilyRig {

  @Test
  void aChildFeedsItsParentAndBothKnowOfEachOther() throws Exception {
    Engine engine = owner();
    FlowHandle parent = engine.submit(order("t"), Map.of("customer", 4711));
    TaskRequest draw = rig.worker.request();
    assertThat(draw.flowName()).isEqualTo("billing");
    assertThat(draw.arguments()).isEqualTo(Map.of("customer", Json.of(4711)));
    FlowId child = draw.attempt().flow();
    assertThat(parent.inspect().task("bill").child()).isEqualTo(child);
    assertThat(parent.inspect().task("bill").type()).isEqualTo("billing");
    assertThat(childrenOf(parent))
        .extracting(FlowRow::id, FlowRow::parent)
        .containsExactly(tuple(child, new FlowRow.Parent(parent.id(), "bill")));
    rig.worker.succeed(draw, Json.of("a bill"));
    rig.worker.succeed(rig.worker.request(), Json.NULL);
    TaskRequest ship = rig.worker.request();
    assertThat(ship.arguments()).isEqualTo(Map.of("bill", Json.of("a bill")));
    rig.worker.succeed(ship, Json.NULL);

    assertThat(parent.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(engine.find(child).orElseThrow().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void theFailuresOfAChildAreTheCausesOfItsParents() throws Exception {
    Engine engine = owner();
    FlowHandle parent = engine.submit(order("t"), Map.of("customer", 4711));
    rig.worker.fail(rig.worker.request());
    rig.worker.succeed(rig.worker.request(), Json.NULL);

    FlowResult result = parent.join(EngineRig.LIMIT);
    FlowId child = childrenOf(parent).getFirst().id();
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    Failure failure = result.failures().get("bill");
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(FailureCode.CHILD_FAILED);
    assertThat(failure.message()).startsWith("child flow 'billing' (" + child + ") is REVERTED");
    assertThat(failure.causes())
        .extracting(Failure::code, Failure::message)
        .containsExactly(tuple(FailureCode.TASK_FAILED, "'draw' failed: as the test wants"));
    assertThat(parent.failureReport(ReportOptions.DEFAULTS))
        .contains("child flow 'bill' (billing, " + child + ")", "'draw' failed: as the test wants");
    assertThat(engine.find(child).orElseThrow().failureReport(ReportOptions.DEFAULTS))
        .contains("child flow 'bill' of flow " + parent.id());
  }

  @Test
  void aRevertOfAParentThatIsDoneRevertsItsChild() throws Exception {
    Engine engine = owner();
    try (AutoCloseable player = rig.worker.answerAll(log)) {
      assertThat(player).isNotNull();
      FlowHandle parent = engine.submit(order("t"), Map.of("customer", 4711));
      assertThat(parent.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
      parent.revert("a test");
      await().atMost(EngineRig.LIMIT).until(() -> parent.status() == FlowStatus.REVERTED);
      assertThat(childrenOf(parent))
          .extracting(FlowRow::status)
          .containsExactly(FlowStatus.REVERTED);
    }
    assertThat(log).containsExactly("+draw", "+send", "+ship", "-ship", "-send", "-draw");
  }

  @Test
  void aParentThatIsRunAgainBeginsANewChildAndTheOldOneStaysListed() throws Exception {
    Engine engine = owner();
    try (AutoCloseable player = rig.worker.answerAll(log)) {
      assertThat(player).isNotNull();
      FlowHandle parent = engine.submit(order("fails"), Map.of("customer", 4711));
      assertThat(parent.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
      parent.rerun("a test");
      await()
          .atMost(EngineRig.LIMIT)
          .until(() -> childrenOf(parent).size() == 2 && parent.status() == FlowStatus.REVERTED);
      assertThat(childrenOf(parent)).extracting(FlowRow::status).containsOnly(FlowStatus.REVERTED);
    }
  }

  @Test
  void aChildForEachElement() throws Exception {
    Engine engine = owner();
    Flow flow =
        linear(
                "all",
                forEachFlow("bill", "customers", "customer", "billing", c -> c)
                    .limit(2)
                    .collects("bills"))
            .build();
    try (AutoCloseable player = rig.worker.answerAll(log)) {
      assertThat(player).isNotNull();
      FlowHandle parent = engine.submit(flow, Map.of("customers", List.of(1, 2, 3, 4, 5)));
      FlowResult result = parent.join(EngineRig.LIMIT).orThrow();
      assertThat(result.values().get("bills"))
          .isEqualTo(Json.of(Collections.nCopies(5, Map.of("bill", "draw"))));
      assertThat(childrenOf(parent)).hasSize(5);
    }
  }

  @Test
  void aSuspendedParentHoldsItsChildUntilItIsResumed() throws Exception {
    Engine engine = owner();
    FlowHandle parent = engine.submit(order("t"), Map.of("customer", 4711));
    TaskRequest draw = rig.worker.request();
    FlowHandle child = engine.find(draw.attempt().flow()).orElseThrow();
    parent.suspend("a test");
    assertThat(parent.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUSPENDED);
    await().atMost(EngineRig.LIMIT).until(() -> child.status() == FlowStatus.SUSPENDING);
    rig.worker.succeed(draw, Json.of("a bill"));
    await().atMost(EngineRig.LIMIT).until(() -> child.status() == FlowStatus.SUSPENDED);
    parent.resume("a test");
    TaskRequest send = rig.worker.request();
    assertThat(send.attempt().task()).isEqualTo("send");
  }

  @Test
  void aRevertOfTheParentCancelsItsChild() throws Exception {
    Engine engine = owner();
    FlowHandle parent = engine.submit(order("t"), Map.of("customer", 4711));
    TaskRequest draw = rig.worker.request();
    var cancelled = rig.worker.cancellations();
    parent.revert("a test");
    assertThat(cancelled.poll(30, TimeUnit.SECONDS)).isNotNull();
    rig.worker.fail(draw);
    rig.worker.succeed(rig.worker.request(), Json.NULL);
    FlowResult result = parent.join(EngineRig.LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    Failure failure = result.failures().get("bill");
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(FailureCode.CANCELLED);
  }

  @Test
  void whatIsWrongWithChildrenIsReportedAtOnceAndNothingIsStored() {
    Engine engine = owner();
    Flow flow =
        linear("bad", childFlow("a", "biling"), childFlow("b", "billing").providesMembers("sum"))
            .build();
    assertThatThrownBy(() -> engine.submit(flow, Map.of()))
        .isInstanceOf(InvalidFlowException.class)
        .hasMessageContaining("'biling' is not registered at this engine; did you mean 'billing'?")
        .hasMessageContaining("execute needs 'customer'");
    assertThat(engine.flows(FlowQuery.newest(10))).isEmpty();
  }

  @Test
  void aChildWhoseDefinitionIsGoneIsAFailureThatSaysSo() throws Exception {
    String billing = FlowJson.hash(BILLING);
    Journal forgetful =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) ->
                method.equals("definition") && billing.equals(arguments[0])
                    ? Optional.empty()
                    : call.proceed());
    Engine engine = rig.owner("a", forgetful, PARTITIONS, EngineRig.LONG_LEASE, FLOWS);
    FlowResult result = engine.submit(order("t"), Map.of("customer", 4711)).join(EngineRig.LIMIT);

    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    Failure failure = result.failures().get("bill");
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(failure.message()).contains("can't be begun: the journal has no definition");
  }

  @Test
  void aChildThatIsGoneCanNotBeRevertedAndTheFailureSaysSo() throws Exception {
    AtomicReference<@Nullable FlowId> gone = new AtomicReference<>();
    Journal forgetful =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) ->
                method.equals("flow") && arguments[0].equals(gone.get())
                    ? Optional.empty()
                    : call.proceed());
    Engine engine = rig.owner("a", forgetful, PARTITIONS, EngineRig.LONG_LEASE, FLOWS);
    try (AutoCloseable player = rig.worker.answerAll(log)) {
      assertThat(player).isNotNull();
      FlowHandle parent = engine.submit(order("t"), Map.of("customer", 4711));
      assertThat(parent.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
      FlowId child = childrenOf(parent).getFirst().id();
      gone.set(child);
      parent.revert("a test");
      await().atMost(EngineRig.LIMIT).until(() -> parent.status() == FlowStatus.FAILURE);
      Failure failure = parent.inspect().task("bill").revertFailure();
      assertThat(failure).isNotNull();
      assertThat(failure.message())
          .startsWith("child flow " + child + " is not in the journal any more");
    }
  }

  @Test
  void anOrderThatComesAfterTheEndOfItsParentBeginsNothing() throws Exception {
    List<Message> seen = new CopyOnWriteArrayList<>();
    MessageCodec codec = new MessageCodec();
    rig.broker.observe(
        message -> {
          if (message.exchange().equals(rig.topology.inboxExchange())) {
            seen.add(codec.decode(message.body()));
          }
        });
    Engine engine = owner();
    try (AutoCloseable player = rig.worker.answerAll(log)) {
      assertThat(player).isNotNull();
      FlowHandle parent = engine.submit(order("t"), Map.of("customer", 4711));
      assertThat(parent.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
    Signal.StartChild order = only(seen, Signal.StartChild.class);
    FlowId late = ofSamePartition(order.flow());
    seen.clear();

    tell(order.flow(), aimedAt(late, order));
    tell(order.flow(), order);

    // The second order is answered, so the first one was decided, too.
    await()
        .atMost(EngineRig.LIMIT)
        .until(() -> seen.stream().anyMatch(TaskReply.class::isInstance));
    assertThat(rig.journal.flow(late)).isEmpty();
    assertThat(log).hasSize(3);
  }

  private static <M extends Message> M only(List<Message> seen, Class<M> kind) {
    return seen.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  private static FlowId ofSamePartition(FlowId flow) {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> new FlowId("late-" + i))
        .filter(id -> id.partition(PARTITIONS) == flow.partition(PARTITIONS))
        .findFirst()
        .orElseThrow();
  }

  private void tell(FlowId flow, Message message) {
    String key = rig.topology.inboxKey(flow.partition(PARTITIONS));
    rig.worker.send(rig.topology.inboxExchange(), key, message);
  }

  private static Signal.StartChild aimedAt(FlowId flow, Signal.StartChild order) {
    return new Signal.StartChild(
        flow,
        order.parent(),
        order.definition(),
        order.flows(),
        order.arguments(),
        order.placementLimit(),
        order.deferReverts(),
        order.neverResolve());
  }
}

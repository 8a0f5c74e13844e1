package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.forEachFlow;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.events.Notification;
import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user expects of an engine and a worker, whatever broker and journal they run on. */
abstract class FlowScenarios {

  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Flow PLUS_ONE =
      linear("plus one", task("log", "logged"), task("add", "inc").requires("x").provides("y"))
          .build();

  private static final Flow BROKEN =
      linear("broken", task("log", "logged"), task("break", "fails")).build();

  final TestTasks tasks = new TestTasks();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Installation installation;
  private Engine engine;

  abstract Installation installation();

  @BeforeEach
  void start() {
    installation = installation();
    engine = startEngine(FlowOptions.DEFAULTS.withPlacementLimit(Duration.ofSeconds(2)));
    startWorker();
  }

  private Engine startEngine(FlowOptions options) {
    Journal journal = installation.openJournal().get();
    open.add(journal);
    Transport transport = installation.connect().apply("engine");
    open.add(transport);
    Engine started =
        Engine.builder()
            .transport(transport)
            .topology(installation.topology())
            .journal(journal)
            .flowOptions(options)
            .flow("plus one", PLUS_ONE)
            .flow("broken", BROKEN)
            .start();
    open.add(started);
    return started;
  }

  private void startWorker() {
    Transport transport = installation.connect().apply("worker");
    open.add(transport);
    Worker worker =
        Worker.builder()
            .transport(transport)
            .topology(installation.topology())
            .topic("default")
            .tasks(tasks.registry())
            .start();
    open.add(worker);
    await().atMost(LIMIT).until(() -> engine.workers().size() == 1);
  }

  @AfterEach
  void stop() throws Exception {
    tasks.gate.countDown();
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
    assertThat(installation.invalidMessages()).isEmpty();
  }

  @Test
  void tasksFeedEachOther() throws Exception {
    Flow flow =
        linear(
                "sum",
                task("a", "one").provides("x"),
                unordered(
                    "both",
                    task("b", "inc").requires("x").provides("y"),
                    task("c", "inc").requires("x").provides("z")),
                task("d", "inc").requires("x").rebind("x", "y").provides("sum"))
            .build();
    FlowResult result = engine.submit(flow, Map.of()).join(LIMIT).orThrow();
    assertThat(result.value("sum", Integer.class)).isEqualTo(3);
    assertThat(result.value("z", Integer.class)).isEqualTo(2);
  }

  @Test
  void aGraphRunsInTheOrderOfItsData() throws Exception {
    Flow flow =
        graph(
                "data",
                task("last", "inc").requires("x").rebind("x", "y").provides("z"),
                task("middle", "inc").requires("x").provides("y"))
            .build();
    FlowResult result = engine.submit(flow, Map.of("x", 5)).join(LIMIT).orThrow();
    assertThat(result.value("z", Integer.class)).isEqualTo(7);
  }

  @Test
  void revertsInReverseOrderWithTheOriginalResultsAndTheFailures() throws Exception {
    Flow flow =
        linear("undo", task("a", "logged"), task("b", "logged"), task("c", "fails")).build();
    FlowHandle handle = engine.submit(flow, Map.of());
    FlowResult result = handle.join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(tasks.log).containsExactly("+a", "+b", "-b b [c]", "-a a [c]");
    Failure failure = result.failures().get("c");
    assertThat(failure.message()).isEqualTo("no more disk");
    assertThat(failure.causes()).extracting(Failure::message).containsExactly("ENOSPC");
    assertThatThrownBy(result::orThrow).hasMessageContaining("'c' failed");
    assertThat(handle.inspect().task("a").status()).isEqualTo(AtomStatus.REVERTED);
    assertThat(handle.status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void aRevertThatFailsEndsTheFlowAsFailure() throws Exception {
    Flow flow =
        linear("stuck", task("a", "logged"), task("b", "stubborn"), task("c", "fails")).build();
    FlowResult result = engine.submit(flow, Map.of()).join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.FAILURE);
    assertThat(result.revertFailures()).containsOnlyKeys("b");
    assertThat(tasks.log).containsExactly("+a", "+b");
  }

  @Test
  void w10ParallelWorkEndsWhileItsFlowIsSuspendedAndTheFlowIsResumed() throws Exception {
    Flow flow =
        linear(
                "pause",
                unordered("both", task("a", "waits"), task("c", "waits")),
                task("b", "logged"))
            .build();
    FlowHandle handle = engine.submit(flow, Map.of());
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    handle.suspend("a test");
    tasks.gate.countDown();
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUSPENDED);
    assertThat(tasks.log).isEmpty();
    handle.resume("a test");
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(tasks.log).containsExactly("+b");
  }

  @Test
  void w19RevertNowCancelsWhatRuns() throws Exception {
    Flow flow = linear("stop", task("a", "logged"), task("b", "waits")).build();
    FlowHandle handle = engine.submit(flow, Map.of());
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    handle.revert("a test");
    FlowResult result = handle.join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("b").code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(tasks.log).containsExactly("+a", "-a a [b]");
  }

  @Test
  void w20AFlowThatSucceededIsRevertedAlthoughNothingFailed() throws Exception {
    FlowHandle handle =
        engine.submit(linear("later", task("a", "logged"), task("b", "logged")).build(), Map.of());
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    handle.revert("a test");
    await().atMost(LIMIT).until(() -> handle.status() == FlowStatus.REVERTED);
    assertThat(tasks.log).containsExactly("+a", "+b", "-b b []", "-a a []");
    assertThatThrownBy(() -> handle.suspend("a test")).hasMessageContaining("REVERTED");
  }

  @Test
  void aChildFlowFeedsItsParentAndIsRevertedWithIt() throws Exception {
    Flow flow =
        linear(
                "parent",
                childFlow("one", "plus one").requires("x").providesMembers("y"),
                childFlow("two", "plus one").requires("x").rebind("x", "y").provides("all"),
                task("last", "logged"))
            .build();
    FlowHandle handle = engine.submit(flow, Map.of("x", 5));
    FlowResult result = handle.join(LIMIT).orThrow();
    assertThat(result.values().get("all")).isEqualTo(Json.of(Map.of("y", 7)));
    handle.revert("a test");
    await().atMost(LIMIT).until(() -> handle.status() == FlowStatus.REVERTED);
    assertThat(tasks.log)
        .containsExactly("+log", "+log", "+last", "-last last []", "-log log []", "-log log []");
    assertThat(engine.flows(FlowQuery.newest(10).withParent(handle.id())))
        .extracting(FlowRow::status)
        .containsExactly(FlowStatus.REVERTED, FlowStatus.REVERTED);
  }

  @Test
  void aChildFlowThatFailsRevertsItsParentAndSaysWhy() throws Exception {
    Flow flow = linear("parent", task("a", "logged"), childFlow("b", "broken")).build();
    FlowResult result = engine.submit(flow, Map.of()).join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(tasks.log).containsExactly("+a", "+log", "-log log [break]", "-a a [b]");
    assertThat(result.failures().get("b").chain())
        .extracting(Failure::type)
        .containsExactly("CHILD_FAILED", "java.lang.IllegalStateException", "java.io.IOException");
    assertThatThrownBy(result::orThrow).hasMessageContaining("'b' failed");
  }

  @Test
  void aChildFlowForEachElementOfAList() throws Exception {
    Flow flow =
        linear("each", forEachFlow("plus", "numbers", "x", "plus one", c -> c).collects("all"))
            .build();
    Map<String, List<Integer>> store = Map.of("numbers", List.of(1, 2, 3));
    FlowResult result = engine.submit(flow, store).join(LIMIT).orThrow();
    assertThat(result.values().get("all"))
        .isEqualTo(Json.of(List.of(Map.of("y", 2), Map.of("y", 3), Map.of("y", 4))));
  }

  @Test
  void anUnknownTaskTypeEndsTheFlowWithAClearFailure() throws Exception {
    FlowResult result =
        engine
            .submit(linear("unknown", task("a", "logged"), task("b", "nosuch")).build(), Map.of())
            .join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("b").code()).isEqualTo(FailureCode.UNKNOWN_TASK_TYPE);
    assertThat(result.failures().get("b").message()).contains("nosuch").contains("logged 1.0");
    assertThat(tasks.log).containsExactly("+a", "-a a [b]");
  }

  @Test
  void w07ATopicWithoutWorkersEndsTheFlowWithAClearFailureAndAllReverted() throws Exception {
    FlowResult result =
        engine
            .submit(
                linear("nowhere", task("a", "logged"), task("b", "logged").topic("nowhere"))
                    .build(),
                Map.of())
            .join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("b").code()).isEqualTo(FailureCode.UNKNOWN_TOPIC);
    assertThat(result.failures().get("b").message()).contains("'nowhere'");
    assertThat(tasks.log).containsExactly("+a", "-a a [b]");
  }

  @Test
  void w08ResultsThatAreNotJsonOrTooLargeAreFailures() throws Exception {
    FlowResult notJson =
        engine.submit(linear("n", task("a", "not-json")).build(), Map.of()).join(LIMIT);
    assertThat(notJson.failures().get("a").code()).isEqualTo(FailureCode.RESULT_NOT_JSON);
    FlowResult large =
        engine.submit(linear("l", task("a", "too-large")).build(), Map.of()).join(LIMIT);
    assertThat(large.failures().get("a").code()).isEqualTo(FailureCode.TOO_LARGE);
    assertThat(List.of(notJson.status(), large.status())).containsOnly(FlowStatus.REVERTED);
  }

  @Test
  void w27ArgumentsThatAreTooLargeAreAFailureOfTheTask() throws Exception {
    Flow flow = linear("big", task("a", "logged"), task("b", "inc").requires("x")).build();
    FlowResult result = engine.submit(flow, Map.of("x", "y".repeat(400_000))).join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("b").code()).isEqualTo(FailureCode.TOO_LARGE);
  }

  @Test
  void problemsOfAFlowAreReportedTogetherAndNothingIsStored() {
    Flow flow =
        linear(
                "bad",
                task("a", "one").requires("nobody"),
                task("a", "one"),
                task("b", "inc").requires("noone"))
            .build();
    assertThatThrownBy(() -> engine.submit(flow, Map.of()))
        .isInstanceOf(InvalidFlowException.class)
        .hasMessageContaining("nobody")
        .hasMessageContaining("noone");
    assertThat(engine.flows(FlowQuery.newest(10).withName("bad"))).isEmpty();
  }

  @Test
  void theSameKeyGivesTheSameFlow() throws Exception {
    Flow flow = linear("keyed", task("a", "logged")).build();
    SubmitOptions options =
        SubmitOptions.DEFAULTS.withKey("order 17").withLabels(Map.of("order", "17"));
    FlowHandle first = engine.submit(flow, Map.of(), options);
    FlowHandle second = engine.submit(flow, Map.of(), options);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(tasks.log).containsExactly("+a");
    assertThat(engine.find(first.id())).isPresent();
  }

  @Test
  void notificationsComeInOrderAndAreTheHistoryOfTheFlow() throws Exception {
    List<Notification> heard = new CopyOnWriteArrayList<>();
    Transport transport = installation.connect().apply("subscriber");
    open.add(transport);
    open.add(Subscriber.live(transport, installation.topology(), List.of("#"), heard::add));
    tasks.gate.countDown();
    FlowHandle handle =
        engine.submit(
            linear("told", task("a", "progresses"), task("b", "fails")).build(), Map.of());
    handle.join(LIMIT);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                !heard.isEmpty()
                    && "reverted".equals(heard.getLast().state())
                    && heard.getLast().task() == null);
    assertThat(heard)
        .extracting(Notification::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, heard.size()).boxed().toList());
    assertThat(heard)
        .extracting(n -> (n.task() == null ? "flow" : n.task()) + " " + n.state())
        .filteredOn(text -> !text.endsWith("null"))
        .containsExactly(
            "flow pending",
            "flow running",
            "a running",
            "a success",
            "b running",
            "b failure",
            "b reverting",
            "b reverted",
            "a reverting",
            "a reverted",
            "flow reverted");
  }

  @Test
  void listenersHearChangesAsTheyAreStored() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    FlowHandle handle = engine.submit(linear("heard", task("a", "progresses")).build(), Map.of());
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    try (FlowHandle.Subscription subscription =
        handle.onChange(change -> heard.add(change.event().getClass().getSimpleName()))) {
      assertThat(subscription).isNotNull();
      tasks.gate.countDown();
      handle.join(LIMIT);
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(heard).endsWith("TaskSucceeded", "FlowStatusChanged"));
    }
  }

  @Test
  void manyFlowsAtOnceEnd() throws Exception {
    Flow small =
        linear("small", task("a", "one").provides("x"), task("b", "inc").requires("x")).build();
    List<FlowHandle> handles =
        IntStream.range(0, 300).mapToObj(i -> engine.submit(small, Map.of())).toList();
    for (FlowHandle handle : handles) {
      assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
    assertThat(engine.flows(FlowQuery.newest(1_000).withStatuses(FlowStatus.SUCCESS)))
        .hasSizeGreaterThanOrEqualTo(300);
    await().atMost(LIMIT).until(() -> engine.health().ready());
  }
}

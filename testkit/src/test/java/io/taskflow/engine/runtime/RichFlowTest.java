package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.control.RetryController;
import io.taskflow.engine.control.RetryDecision;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Deciders;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Retries;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Retries, deciders, fan-outs, policies and the like on an engine and a worker. */
class RichFlowTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestTasks tasks = new TestTasks();
  private final Installation installation = Installation.inMemory();
  private final Journal journal = installation.openJournal().get();
  private final Transport ofEngine = installation.connect().apply("engine");
  private final Transport ofWorker = installation.connect().apply("worker");
  private final Engine engine =
      Engine.builder()
          .transport(ofEngine)
          .topology(installation.topology())
          .journal(journal)
          .controls(Controls.builder().retry("until", settings -> new Until(settings)).build())
          .start();
  private Worker worker;

  /** Tries until it has provided what the settings say. */
  private record Until(Json settings) implements RetryController {
    @Override
    public Json execute(Call call) {
      return Json.of(call.history().size());
    }

    @Override
    public RetryDecision onFailure(Call call) {
      return call.history().attempts().getLast().provided().equals(settings)
          ? RetryDecision.REVERT_ALL
          : RetryDecision.RETRY;
    }
  }

  @BeforeEach
  void startWorker() {
    worker =
        Worker.builder()
            .transport(ofWorker)
            .topology(installation.topology())
            .topic("default")
            .tasks(tasks.registry())
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    worker.close();
    engine.close();
    ofWorker.close();
    ofEngine.close();
    journal.close();
    assertThat(installation.invalidMessages()).isEmpty();
  }

  private FlowResult run(Flow flow, Map<String, ?> store) throws Exception {
    return engine.submit(flow, store).join(LIMIT);
  }

  @Test
  void aFlowIsTriedWithTheNextValue() throws Exception {
    Flow flow =
        linear("f", task("log", "logged"), task("a", "two").requires("x").provides("y"))
            .retry(Retries.forEach(0, 1, 2, 3).provides("x"))
            .build();
    FlowResult result = run(flow, Map.of());
    assertThat(result.status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(result.value("y", Integer.class)).isEqualTo(2);
    assertThat(tasks.log).containsExactly("+log", "-log log [a]", "+log", "-log log [a]", "+log");
  }

  @Test
  void aRegisteredRetryDecides() throws Exception {
    Flow flow =
        linear(
                "f",
                task("before", "logged"),
                linear("inner", task("a", "two").requires("x"))
                    .retry(Retries.named("until", 1).provides("x")))
            .build();
    FlowResult result = run(flow, Map.of());
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures()).containsOnlyKeys("a");
    assertThat(tasks.log).containsExactly("+before", "-before before [a]");
  }

  @Test
  void anUnknownRetryIsRefusedWithTheNearestName() {
    Flow flow = linear("f").retry(Retries.named("untill", null)).build();
    assertThatThrownBy(() -> engine.submit(flow, Map.of()))
        .isInstanceOf(InvalidFlowException.class)
        .hasMessageContaining("untill")
        .hasMessageContaining("until");
  }

  @Test
  void anExpressionDecidesWhatIsRun() throws Exception {
    Flow flow =
        graph(
                "f",
                task("a", "one"),
                task("yes", "logged"),
                task("no", "logged"),
                task("after-no", "logged"))
            .link("a", "yes", Deciders.when("results.a == 1"))
            .link("a", "no", Deciders.when("results.a > 1"))
            .link("no", "after-no")
            .build();
    FlowHandle handle = engine.submit(flow, Map.of());
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(tasks.log).containsExactly("+yes");
    assertThat(handle.inspect().task("after-no").status()).isEqualTo(AtomStatus.IGNORE);
  }

  @Test
  void aTaskIsAttemptedAgainAndNothingIsReverted() throws Exception {
    AttemptPolicy thrice =
        AttemptPolicy.attempts(3).backoff(Duration.ofMillis(20), 2, Duration.ofSeconds(1));
    Flow flow =
        linear(
                "f",
                task("log", "logged"),
                task("a", "third-time").provides("times").attempts(thrice))
            .build();
    FlowResult result = run(flow, Map.of());
    assertThat(result.value("times", Integer.class)).isEqualTo(3);
    assertThat(tasks.log).containsExactly("+log");
  }

  @Test
  void argumentsAreMappedAndReducedInTheOrderWritten() throws Exception {
    Flow flow =
        linear(
                "f",
                task("map", "double").inOrder("b", "a", "c").provides("doubled"),
                task("reduce", "minus").inOrder("c", "a", "b").provides("rest"))
            .build();
    FlowResult result = run(flow, Map.of("a", 1, "b", 2, "c", 10));
    assertThat(result.values().get("doubled")).isEqualTo(Json.of(List.of(4, 2, 20)));
    assertThat(result.value("rest", Integer.class)).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere, SUCCESS, pre execute post",
    "pre,     REVERTED, pre post pre-revert post-revert",
    "execute, REVERTED, pre execute post pre-revert post-revert",
    "post,    REVERTED, pre execute post pre-revert post-revert"
  })
  void hooksAreCalledAndTheirFailuresAreThoseOfTheTask(
      String failing, FlowStatus status, String log) throws Exception {
    FlowResult result =
        run(
            linear("f", task("a", "hooked").requires("failing")).build(),
            Map.of("failing", failing));
    assertThat(result.status()).isEqualTo(status);
    assertThat(tasks.log).containsExactly(log.split(" "));
  }

  @Test
  void aListIsFannedOutAndCollected() throws Exception {
    Flow flow =
        linear("f", forEach("each", "list", "x", "inc", t -> t).limit(2).collects("all")).build();
    FlowResult result = run(flow, Map.of("list", List.of(1, 2, 3, 4, 5)));
    assertThat(result.values().get("all")).isEqualTo(Json.of(List.of(2, 3, 4, 5, 6)));
  }

  @Test
  void aRevertedFlowRunsAgainFromItsBeginning() throws Exception {
    FlowHandle handle =
        engine.submit(linear("f", task("a", "logged"), task("b", "fails")).build(), Map.of());
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
    handle.rerun("test");
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(tasks.log).containsExactly("+a", "-a a [b]", "+a", "-a a [b]");
  }

  @Test
  void aFailedFlowIsResetAndStartsOver() throws Exception {
    FlowHandle handle =
        engine.submit(linear("f", task("a", "stubborn"), task("b", "fails")).build(), Map.of());
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.FAILURE);
    handle.reset("test");
    await()
        .atMost(LIMIT)
        .until(() -> tasks.log.size() == 2 && handle.status() == FlowStatus.FAILURE);
    assertThat(tasks.log).containsExactly("+a", "+a");
  }

  @Test
  void aFlowThatTakesTooLongIsReverted() throws Exception {
    FlowOptions hurried = FlowOptions.DEFAULTS.withDeadline(Duration.ofMillis(300));
    FlowHandle handle =
        engine.submit(
            linear("f", task("a", "waits"), task("b", "logged")).build(),
            Map.of(),
            SubmitOptions.DEFAULTS.withFlowOptions(hurried));
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(tasks.log).isEmpty();
  }

  @Test
  void aFailureThatIsNotToBeResolvedStopsTheFlow() throws Exception {
    FlowOptions stop = FlowOptions.DEFAULTS.withNeverResolve(true);
    FlowHandle handle =
        engine.submit(
            linear("f", task("a", "logged"), task("b", "fails")).build(),
            Map.of(),
            SubmitOptions.DEFAULTS.withFlowOptions(stop));
    FlowResult result = handle.join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.FAILURE);
    assertThat(result.failures()).containsOnlyKeys("b");
    assertThat(tasks.log).containsExactly("+a");
  }
}

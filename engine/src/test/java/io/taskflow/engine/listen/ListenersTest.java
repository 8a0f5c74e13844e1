package io.taskflow.engine.listen;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.listen.TimingListener.Timing;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.report.FlowOnPaper;
import io.taskflow.engine.report.ReportOptions;
import io.taskflow.flow.Retries;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What listeners hear, and what the ready ones make of it. */
class ListenersTest {

  private static FlowOnPaper flow() {
    return new FlowOnPaper(
        linear(
                "f",
                task("a", "t").requires("password").provides("x"),
                task("b", "t").topic("heavy"))
            .build(),
        Map.of("password", "hunter2"));
  }

  /** Seconds: a 2, b 3, its revert 4, revert of a 5. */
  private static FlowOnPaper reverted() {
    return flow()
        .pass(Duration.ofSeconds(2))
        .succeed("a", 1)
        .pass(Duration.ofSeconds(3))
        .fail("b", "broken")
        .pass(Duration.ofSeconds(4))
        .succeed("b", 2)
        .pass(Duration.ofSeconds(5))
        .succeed("a", 3);
  }

  private static void tell(FlowOnPaper flow, FlowListener listener) {
    StatusChanges.of(flow.begin(), flow.events()).forEach(listener::changed);
  }

  @Test
  void everyChangeIsToldWithWhatCameOfIt() {
    CapturingListener heard = new CapturingListener();
    tell(reverted(), heard);
    assertThat(heard.texts())
        .containsExactly(
            "flow RUNNING",
            "a RUNNING",
            "a SUCCESS",
            "b RUNNING",
            "b FAILURE",
            "b REVERTING",
            "b REVERTED",
            "a REVERTING",
            "a REVERTED",
            "flow REVERTED");
    List<StatusChange.OfTask> tasks = heard.changes(StatusChange.OfTask.class);
    assertThat(tasks.get(1).result()).isEqualTo(Json.of(1));
    assertThat(tasks.get(1).from()).isEqualTo(AtomStatus.RUNNING);
    assertThat(tasks.get(3).failure()).isNotNull();
    assertThat(tasks.get(4).failure()).isNull();
    assertThat(tasks.getLast().result()).isEqualTo(Json.of(3));
    assertThat(tasks.getLast().flowName()).isEqualTo("f");
    assertThat(tasks.getLast().flowId().value()).isEqualTo("f1");
  }

  @Test
  void retriesAreToldAsSuchWithWhatTheyProvide() {
    CapturingListener heard = new CapturingListener(StatusChange.OfRetry.class::isInstance);
    FlowOnPaper flow =
        new FlowOnPaper(linear("f", task("a", "t")).retry(Retries.times(2)).build(), Map.of());
    tell(flow.fail("a", "broken").succeed("a", 0).succeed("a", 1), heard);
    assertThat(heard.texts())
        .containsExactly(
            "f_retry RUNNING",
            "f_retry SUCCESS",
            "f_retry RETRYING",
            "f_retry RUNNING",
            "f_retry SUCCESS");
    assertThat(heard.changes(StatusChange.OfRetry.class).getLast().result()).isEqualTo(Json.of(2));
  }

  @Test
  void theFlowIsShownAsItStoodJustAfterTheChange() {
    CapturingListener heard = new CapturingListener();
    FlowOnPaper flow = flow().succeed("a", 1).fail("b", "broken");
    tell(flow, heard);
    StatusChange failed =
        heard.changes().stream().filter(c -> c.toString().equals("b FAILURE")).findFirst().get();
    assertThat(failed.flow().state().atom(1).status()).isEqualTo(AtomStatus.FAILURE);
    assertThat(failed.flow().state().reverting()).isFalse();
    assertThat(flow.state().reverting()).isTrue();
  }

  @Test
  void aCapturingListenerKeepsWhatPassesItsFilter() {
    CapturingListener heard =
        new CapturingListener(c -> c instanceof StatusChange.OfTask t && t.result() != null);
    tell(reverted(), heard);
    assertThat(heard.texts()).containsExactly("a SUCCESS", "b REVERTED", "a REVERTED");
    heard.clear();
    assertThat(heard.changes()).isEmpty();
  }

  @Test
  void timesAreCountedFromTheDispatchAndFromTheSubmission() {
    List<Timing> timings = new ArrayList<>();
    tell(reverted(), new TimingListener(timings::add));
    assertThat(timings)
        .extracting(ListenersTest::text)
        .containsExactly(
            "a SUCCESS 2", "b FAILURE 3", "b REVERTED 4", "a REVERTED 5", "flow REVERTED 14");
  }

  @Test
  void aWorkerThatWasLostDoesNotCount() {
    FlowOnPaper flow =
        flow().pass(Duration.ofSeconds(2)).lose("a").pass(Duration.ofSeconds(4)).succeed("a", 1);
    List<Timing> timings = new ArrayList<>();
    tell(flow, new TimingListener(timings::add));
    assertThat(timings).extracting(ListenersTest::text).containsExactly("a SUCCESS 4");
  }

  @Test
  void timesOfTasksGoIntoATimerByTopicAndStatus() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    tell(reverted(), TimingListener.into(registry));
    assertThat(
            registry
                .get(EngineMetrics.TASK_DURATION)
                .tags("topic", "heavy", "status", "failure")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(3);
    assertThat(registry.getMeters()).hasSize(4);
  }

  @Test
  void whatGoesWrongIsLoggedAsWarningWithAReportAndTheRestAsDebug() {
    Logger log = (Logger) LoggerFactory.getLogger("io.taskflow.listened");
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    log.addAppender(logged);
    log.setAdditive(false);
    log.setLevel(Level.DEBUG);
    try {
      tell(reverted(), new LoggingListener(log, ReportOptions.DEFAULTS));
    } finally {
      log.detachAppender(logged);
    }
    assertThat(logged.list)
        .extracting(e -> e.getLevel() + " " + e.getFormattedMessage())
        .containsExactly(
            "DEBUG flow 'f' (f1): PENDING -> RUNNING, started",
            "DEBUG task 'a' of flow 'f' (f1): PENDING -> RUNNING",
            "DEBUG task 'a' of flow 'f' (f1): RUNNING -> SUCCESS",
            "DEBUG task 'b' of flow 'f' (f1): PENDING -> RUNNING",
            """
            WARN task 'b' of flow 'f' (f1): RUNNING -> FAILURE
            'b' failed: TASK_FAILED: broken
              what came before:
                flow 'f' (linear)
                  task 'a' (t): SUCCESS, intention EXECUTE
                    in  password = ***
                    out x = 1
                  task 'b' (t): FAILURE, intention EXECUTE  <- failed""",
            "DEBUG task 'b' of flow 'f' (f1): FAILURE -> REVERTING",
            "WARN task 'b' of flow 'f' (f1): REVERTING -> REVERTED",
            "DEBUG task 'a' of flow 'f' (f1): SUCCESS -> REVERTING",
            "WARN task 'a' of flow 'f' (f1): REVERTING -> REVERTED",
            "WARN flow 'f' (f1): RUNNING -> REVERTED, everything that was to be undone is undone");
  }

  @Test
  void aFlowThatSucceedsLogsNoWarning() {
    Logger log = (Logger) LoggerFactory.getLogger("io.taskflow.quiet");
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    log.addAppender(logged);
    log.setAdditive(false);
    log.setLevel(Level.INFO);
    FlowOnPaper flow = flow().succeed("a", 1).succeed("b", 2);
    tell(flow, new LoggingListener(log, ReportOptions.DEFAULTS));
    assertThat(flow.state().status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(logged.list).isEmpty();
  }

  private static String text(Timing timing) {
    return switch (timing) {
      case Timing.OfFlow f -> "flow " + f.status() + " " + f.took().toSeconds();
      case Timing.OfTask t -> t.task().name() + " " + t.status() + " " + t.took().toSeconds();
    };
  }
}

package io.taskflow.testkit.chaos;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.events.Notification;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.testkit.chaos.ChaosFlow.Order;
import io.taskflow.testkit.chaos.ledger.LedgerLine;
import io.taskflow.testkit.chaos.ledger.LedgerLine.Mark;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The checks of a campaign find what they look for. */
class LedgerCheckTest {

  private static final long WORKER = 7;

  private final FaultLog faults = new FaultLog();

  private List<String> check(FlowStatus expected, LedgerLine... lines) {
    ChaosFlow flow =
        new ChaosFlow(
            "key",
            linear("f", task("a", "t"), task("b", "t")).build(),
            expected,
            Set.of("a", "b"),
            List.of(new Order("a", "b")));
    return new LedgerCheck(Map.of("flow", flow), faults).check(List.of(lines));
  }

  private static LedgerLine done(String task, int round) {
    return line(task, false, round);
  }

  private static LedgerLine undone(String task, int round) {
    return line(task, true, round);
  }

  private static LedgerLine line(String task, boolean revert, int round) {
    return new LedgerLine(Mark.EFFECT, WORKER, "flow", task, revert, round, 1, 1_000, 1_010);
  }

  @Test
  void allIsWellWithAllEffectsOrNone() {
    assertThat(check(FlowStatus.SUCCESS, done("a", 1), done("a", 1), done("b", 1))).isEmpty();
    assertThat(check(FlowStatus.SUCCESS, done("a", 1), undone("a", 1), done("a", 2), done("b", 2)))
        .isEmpty();
    assertThat(
            check(FlowStatus.REVERTED, done("a", 1), done("b", 1), undone("b", 1), undone("a", 1)))
        .isEmpty();
    assertThat(check(FlowStatus.REVERTED)).isEmpty();
  }

  @Test
  void aMissingEffectIsFound() {
    assertThat(check(FlowStatus.SUCCESS, done("a", 1))).anyMatch(p -> p.contains("0 effects"));
  }

  @Test
  void anEffectThatStandsTwiceIsFound() {
    assertThat(check(FlowStatus.SUCCESS, done("a", 1), done("a", 2), done("b", 1)))
        .anyMatch(p -> p.contains("2 effects"));
  }

  @Test
  void anEffectThatWasNotTakenBackIsFound() {
    assertThat(check(FlowStatus.REVERTED, done("a", 1), done("b", 1), undone("b", 1)))
        .anyMatch(p -> p.contains("stand, although all of it was reverted"));
  }

  @Test
  void theWrongOrderIsFound() {
    assertThat(check(FlowStatus.SUCCESS, done("b", 1), done("a", 1)))
        .anyMatch(p -> p.contains("was executed in the wrong order"));
    assertThat(
            check(FlowStatus.REVERTED, done("a", 1), done("b", 1), undone("a", 1), undone("b", 1)))
        .anyMatch(p -> p.contains("was reverted in the wrong order"));
  }

  @Test
  void aFirstEffectAfterItsRevertIsRightOnlyIfItsWorkerWasDisturbed() {
    LedgerLine[] lines = {undone("b", 1), undone("a", 1), done("a", 1)};
    assertThat(check(FlowStatus.REVERTED, lines)).anyMatch(p -> p.contains("nothing disturbed"));
    faults.happened(
        FaultKind.WORKER_FROZEN, WORKER, Instant.ofEpochMilli(1_005), Instant.ofEpochMilli(2_000));
    assertThat(check(FlowStatus.REVERTED, lines)).isEmpty();
  }

  @Test
  void aLineOfAStrangeFlowIsFound() {
    LedgerLine strange = new LedgerLine(Mark.BEGUN, WORKER, "strange", "a", false, 1, 1, 1, 1);
    assertThat(check(FlowStatus.REVERTED, strange)).anyMatch(p -> p.contains("nobody submitted"));
    assertThat(LedgerLine.parse(strange.text().strip())).isEqualTo(strange);
  }

  @Test
  void gapsAndDisorderOfNotificationsAreFound() {
    Heard heard = new Heard();
    Stream.of(1L, 2L, 4L, 3L).map(LedgerCheckTest::notification).forEach(heard);
    assertThat(heard.problems()).hasSize(2);
  }

  private static Notification notification(long sequence) {
    return new Notification(
        new FlowId("flow"), "f", sequence, "type", Instant.EPOCH, "a", "running", Json.NULL);
  }
}

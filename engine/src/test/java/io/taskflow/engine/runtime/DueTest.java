package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.journal.Samples;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.AttemptInDoubt;
import io.taskflow.engine.machine.FlowEvent.AttemptLeased;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.AttemptStarted;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What has to be published again of an entry whose effects may not have reached the broker. */
class DueTest {

  private static final Instant NOON = Samples.NOON;
  private static final AttemptToken TOKEN = new AttemptToken("t1");
  private static final FlowEvent OPENED =
      new AttemptOpened(NOON, "a", Action.EXECUTE, 1, 1, TOKEN, null);
  private static final FlowEvent STARTED = new AttemptStarted(NOON, "a", TOKEN, "w");
  private static final FlowEvent LEASED =
      new AttemptLeased(NOON, "a", TOKEN, "w", NOON.plus(Duration.ofMinutes(1)));
  private static final FlowEvent IN_DOUBT = new AttemptInDoubt(NOON, "a", TOKEN, "a test");

  /** Whether the request is due by these events when the flow has got as far as all of them. */
  private static boolean requestIsDue(List<FlowEvent> entry, FlowEvent... all) {
    FlowState begun =
        FlowMachine.begin(
            FlowCompiler.compile(linear("f", task("a", "t")).build(), Set.of(), Controls.NONE),
            new FlowSubmitted(
                NOON, new FlowId("f-1"), "f", "hash", Map.of(), FlowOptions.DEFAULTS));
    FlowState state = FlowMachine.apply(begun, Arrays.asList(all));
    Effect request =
        FlowMachine.outstanding(state).stream()
            .filter(Effect.Dispatch.class::isInstance)
            .findFirst()
            .orElseThrow();
    return Due.of(entry).has(state, request);
  }

  @Test
  void aRequestIsDueByTheEntryThatOpenedItsAttempt() {
    assertThat(requestIsDue(List.of(OPENED), OPENED)).isTrue();
    assertThat(requestIsDue(List.of(), OPENED)).isFalse();
  }

  @Test
  void aRequestThatAWorkerHasBegunHasArrived() {
    assertThat(requestIsDue(List.of(OPENED), OPENED, STARTED)).isFalse();
  }

  @Test
  void aRequestThatWasSentAgainIsDueThoughAWorkerHasBegunAnEarlierCopy() {
    assertThat(requestIsDue(List.of(IN_DOUBT), OPENED, STARTED, IN_DOUBT)).isTrue();
    assertThat(requestIsDue(List.of(OPENED), OPENED, STARTED, IN_DOUBT)).isFalse();
  }

  @Test
  void aRequestThatWasSentAgainIsNotDueWhileAWorkerHoldsItByALease() {
    assertThat(requestIsDue(List.of(IN_DOUBT), OPENED, STARTED, IN_DOUBT, LEASED)).isFalse();
  }
}

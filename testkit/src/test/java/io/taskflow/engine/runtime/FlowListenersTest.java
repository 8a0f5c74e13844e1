package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How many changes wait for a listener that is too slow. */
class FlowListenersTest {

  private static final Flow FLOW = linear("f", task("a", "t")).build();

  @Test
  void whatIsTooMuchForSlowListenersIsDroppedAndCounted() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    FlowListener stuck =
        new FlowListener() {
          @Override
          public void changed(StatusChange change) {
            reached.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    FlowListeners listeners = new FlowListeners(List.of(stuck), new EngineMetrics(registry));
    FlowPlan plan = FlowCompiler.compile(FLOW);
    FlowState state =
        FlowMachine.begin(
            plan,
            new FlowEvent.FlowSubmitted(
                Instant.EPOCH, new FlowId("f1"), "f", "hash", Map.of(), FlowOptions.DEFAULTS));
    FlowEvent started =
        new FlowEvent.FlowStatusChanged(
            Instant.EPOCH, FlowStatus.PENDING, FlowStatus.RUNNING, "a test");
    try {
      listeners.changed(state, List.of(started));
      reached.await();
      for (int i = 0; i < FlowListeners.MAX_WAITING + 3; i++) {
        listeners.changed(state, List.of());
      }
      assertThat(registry.get(EngineMetrics.LISTENER_MISSED).counter().count()).isEqualTo(3);
    } finally {
      release.countDown();
      listeners.close();
    }
  }
}

package io.taskflow.controller.local;

import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hands changes on, and knows when a flow's last one was: a flow may be at rest before its listener
 * has heard of it. Thread-safe.
 */
final class HeardEnds implements FlowListener {

  private static final Set<FlowStatus> RESTS =
      Set.of(FlowStatus.SUCCESS, FlowStatus.REVERTED, FlowStatus.FAILURE, FlowStatus.SUSPENDED);

  /** A listener that is dropped hears of nothing more. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final FlowListener listener;
  private final Map<FlowId, CountDownLatch> ends = new ConcurrentHashMap<>();

  HeardEnds(FlowListener listener) {
    this.listener = listener;
  }

  @Override
  public void changed(StatusChange change) {
    listener.changed(change);
    if (change instanceof StatusChange.OfFlow flow && RESTS.contains(flow.to())) {
      end(flow.flowId()).countDown();
    }
  }

  /**
   * Waits until the listener has heard that a flow is at rest.
   *
   * @return false if it has not within ten seconds
   */
  boolean await(FlowId flow) throws InterruptedException {
    return end(flow).await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CountDownLatch end(FlowId flow) {
    return ends.computeIfAbsent(flow, f -> new CountDownLatch(1));
  }
}

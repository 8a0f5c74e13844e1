package io.taskflow.worker.process;

import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.Json;
import io.taskflow.worker.WorkerStatus;

/**
 * How a process is.
 *
 * @param live whether it should go on; a platform starts it anew otherwise
 * @param ready whether it can work now
 * @param details for people
 */
public record HealthReport(boolean live, boolean ready, Json details) {

  /** How a worker is. */
  static HealthReport of(WorkerStatus status) {
    return new HealthReport(status.state() != WorkerState.STOPPED, status.ready(), Json.of(status));
  }
}

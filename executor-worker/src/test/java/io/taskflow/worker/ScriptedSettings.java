package io.taskflow.worker;

import java.util.List;
import java.util.Optional;

/** Settings of a worker of which only its slots and topics matter. */
final class ScriptedSettings {

  private ScriptedSettings() {}

  static WorkerSettings of(int slots, List<String> topics) {
    return new WorkerSettings(
        "worker-1",
        topics,
        slots,
        slots,
        TakeAhead.MOST,
        WorkerSettings.Timing.DEFAULT,
        WorkerSettings.Limits.DEFAULT,
        (name, taskType) -> Optional.empty());
  }
}

package io.taskflow.benchmarks.load;

import io.taskflow.benchmarks.work.Filler;
import io.taskflow.benchmarks.work.Job;
import io.taskflow.benchmarks.work.Shape;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Flows;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.TaskBuilder;
import io.taskflow.flow.UnorderedFlow;
import java.util.Map;

/** The flow of a job. */
final class LoadFlows {

  /** Shorter results are made by the task without an argument. */
  private static final int INLINE = 1_000;

  private LoadFlows() {}

  static Flow of(Job job) {
    if (job.shape() == Shape.FAN_OUT) {
      UnorderedFlow.Builder flow = Flows.unordered("fan-out");
      for (int i = 0; i < job.tasks(); i++) {
        flow.add(task(job, i));
      }
      return flow.build();
    }
    LinearFlow.Builder flow = Flows.linear("chain");
    for (int i = 0; i < job.tasks(); i++) {
      flow.add(task(job, i));
    }
    return flow.build();
  }

  /** What the tasks of the job need. */
  static Map<String, String> store(Job job) {
    return large(job) ? Map.of(LoadNames.PAYLOAD, Filler.text(job.payloadBytes())) : Map.of();
  }

  private static TaskBuilder task(Job job, int number) {
    boolean failing = job.shape() == Shape.ROLLBACK && number == job.tasks() - 1;
    TaskBuilder task =
        Flows.task("task-" + number, failing ? LoadNames.FAILING : LoadNames.NOTHING)
            .topic(LoadNames.TOPIC);
    if (failing) {
      task.notRevertible();
    }
    if (large(job)) {
      task.requires(LoadNames.PAYLOAD);
    }
    if (job.taskMillis() > 0) {
      task.requires(LoadNames.MILLIS).inject(LoadNames.MILLIS, job.taskMillis());
    }
    return task;
  }

  private static boolean large(Job job) {
    return job.payloadBytes() > INLINE;
  }
}

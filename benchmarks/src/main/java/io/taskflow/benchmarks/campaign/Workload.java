package io.taskflow.benchmarks.campaign;

import io.taskflow.benchmarks.work.Job;
import io.taskflow.benchmarks.work.Shape;

/** What is measured against the raw limit. */
public enum Workload {
  /** One chain. */
  W1("one chain of 1,000 tasks", Job.of(1, 1_000, Shape.CHAIN, 100)),
  /** One fan-out. */
  W2("one flow of 10,000 tasks at once", Job.of(1, 10_000, Shape.FAN_OUT, 100)),
  /** Many flows. */
  W3("500 flows at once, each a chain of 10 tasks", Job.of(500, 10, Shape.CHAIN, 100)),
  /** Rollbacks. */
  W4("200 flows of 10 tasks, the last fails, 9 revert", Job.of(200, 10, Shape.ROLLBACK, 100)),
  /** Latency. */
  W5("flows of one task, one at a time", Job.of(1, 1, Shape.CHAIN, 100)),
  /** Small payloads. */
  W8_1("100 flows of 10 tasks, 1 KiB in and out", Job.of(100, 10, Shape.CHAIN, 1 << 10)),
  /** Middle payloads. */
  W8_16("100 flows of 10 tasks, 16 KiB in and out", Job.of(100, 10, Shape.CHAIN, 16 << 10)),
  /** Payloads near the limit of a message. */
  W8_256("20 flows of 10 tasks, 250 KiB in and out", Job.of(20, 10, Shape.CHAIN, 250 << 10)),
  /** Flows that are short, to be compared with LONG. */
  SHORT("100 flows at once, each a chain of 10 tasks", Job.of(100, 10, Shape.CHAIN, 100)),
  /** As many flows at once, so that they share as much. */
  LONG("100 flows at once, each a chain of 1,000 tasks", Job.of(100, 1_000, Shape.CHAIN, 100));

  private final String description;
  private final Job job;

  Workload(String description, Job job) {
    this.description = description;
    this.job = job;
  }

  /** For people. */
  public String description() {
    return description;
  }

  /** One batch of it. */
  public Job job() {
    return job;
  }

  /** Whether its figure is a latency. */
  public boolean oneAtATime() {
    return job.flows() == 1 && job.tasks() == 1;
  }
}

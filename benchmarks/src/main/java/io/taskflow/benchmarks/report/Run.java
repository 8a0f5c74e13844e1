package io.taskflow.benchmarks.report;

import io.taskflow.benchmarks.work.Outcome;

/**
 * One run of a workload by one of the variants.
 *
 * @param outcome what was done
 * @param brokerMicros processor time of the broker a step
 * @param databaseMicros of the database server
 * @param engineMicros of the engine's processes
 * @param workerMicros of the worker's processes
 * @param flushes of all disks a step
 * @param load how many processes wanted a processor when it was over, on average over a minute
 */
public record Run(
    Outcome outcome,
    double brokerMicros,
    double databaseMicros,
    double engineMicros,
    double workerMicros,
    double flushes,
    double load) {

  /** Steps a second. */
  public double rate() {
    return outcome.steps() / outcome.seconds();
  }

  /** Processor time of all processes a step, in microseconds. */
  public double micros() {
    return brokerMicros + databaseMicros + engineMicros + workerMicros;
  }

  /** Rows that a transaction wrote; 0 if there was none. */
  public double rowsOfCommit() {
    return outcome.commits() == 0 ? 0 : (double) outcome.rows() / outcome.commits();
  }

  /** Transactions a step. */
  public double commitsOfStep() {
    return (double) outcome.commits() / outcome.steps();
  }

  /** Messages a step. */
  public double messagesOfStep() {
    return (double) outcome.messages() / outcome.steps();
  }

  /** Bytes that the engine's processes allocated a step. */
  public double allocatedOfStep() {
    return (double) outcome.allocatedBytes() / outcome.steps();
  }
}

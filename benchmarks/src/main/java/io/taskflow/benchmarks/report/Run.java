package io.taskflow.benchmarks.report;

import io.taskflow.benchmarks.work.Outcome;

/**
 * One run of a workload by one of the variants.
 *
 * @param outcome what was done
 * @param brokerMicros processor time of the broker a step
 * @param databaseMicros of the database server
 * @param engineMicros of the engine's processes without their compilers
 * @param workerMicros of the worker's processes without their compilers
 * @param compilerMicros of the compilers of these: the more of it, the less warm they are
 * @param flushes of all disks a step
 * @param load how many processes wanted a processor when it was over, on average over a minute
 */
public record Run(
    Outcome outcome,
    double brokerMicros,
    double databaseMicros,
    double engineMicros,
    double workerMicros,
    double compilerMicros,
    double flushes,
    double load) {

  private static final double WARM = 0.15;

  /** Steps a second. */
  public double rate() {
    return outcome.steps() / outcome.seconds();
  }

  /** Whether compilers take so little that figures are those of steady work. */
  public boolean warm() {
    return compilerMicros < (engineMicros + workerMicros) * WARM;
  }

  /** Processor time of all processes a step without compilers, in microseconds. */
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

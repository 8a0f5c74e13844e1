package io.taskflow.benchmarks.work;

/**
 * What a process has done for a job.
 *
 * @param flows how many flows ended
 * @param steps how many requests they are counted for
 * @param seconds from the begin of the first batch to the end of the last
 * @param p50Millis half of the flows ended within this time after their batch began
 * @param p99Millis 99 % of them did
 * @param commits transactions that stored steps
 * @param rows rows that these wrote, one for each step or for several steps of a flow
 * @param messages what the broker confirmed
 * @param allocatedBytes by all threads of the process
 */
public record Outcome(
    long flows,
    long steps,
    double seconds,
    double p50Millis,
    double p99Millis,
    long commits,
    long rows,
    long messages,
    long allocatedBytes) {

  /** What two processes did at the same time. */
  public Outcome and(Outcome other) {
    return new Outcome(
        flows + other.flows,
        steps + other.steps,
        Math.max(seconds, other.seconds),
        Math.max(p50Millis, other.p50Millis),
        Math.max(p99Millis, other.p99Millis),
        commits + other.commits,
        rows + other.rows,
        messages + other.messages,
        allocatedBytes + other.allocatedBytes);
  }

  /** The same with the messages of another process added. */
  public Outcome withMoreMessages(long more) {
    return new Outcome(
        flows,
        steps,
        seconds,
        p50Millis,
        p99Millis,
        commits,
        rows,
        messages + more,
        allocatedBytes);
  }
}

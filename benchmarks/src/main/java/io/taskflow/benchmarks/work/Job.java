package io.taskflow.benchmarks.work;

/**
 * What a process that is measured has to do: batches of flows, each begun when all flows of the one
 * before it have ended, until the time is over.
 *
 * @param flows how many flows a batch has, all begun at once
 * @param tasks how many tasks a flow has
 * @param shape how they hang together
 * @param payloadBytes how long the result of a task is
 * @param taskMillis how long a task takes; 0 for one that does nothing
 * @param seconds how long batches are begun, at least one
 * @param stored whether the raw limit writes a row for each reply; an engine always stores
 */
public record Job(
    int flows,
    int tasks,
    Shape shape,
    int payloadBytes,
    int taskMillis,
    double seconds,
    boolean stored) {

  public Job {
    if (flows < 1 || tasks < 1 || payloadBytes < 1 || taskMillis < 0) {
      throw new IllegalArgumentException(
          "flows, tasks and payloadBytes must be at least 1, and taskMillis not negative");
    }
  }

  /** Tasks that do nothing. */
  public static Job of(int flows, int tasks, Shape shape, int payloadBytes) {
    return new Job(flows, tasks, shape, payloadBytes, 0, 1, true);
  }

  /** The same for another time. */
  public Job withSeconds(double time) {
    return new Job(flows, tasks, shape, payloadBytes, taskMillis, time, stored);
  }

  /** The same, with a row for each reply or without. */
  public Job withStored(boolean rows) {
    return new Job(flows, tasks, shape, payloadBytes, taskMillis, seconds, rows);
  }

  /** The same with another number of flows. */
  public Job withFlows(int number) {
    return new Job(number, tasks, shape, payloadBytes, taskMillis, seconds, stored);
  }

  /** The same with tasks that take so long. */
  public Job withTaskMillis(int millis) {
    return new Job(flows, tasks, shape, payloadBytes, millis, seconds, stored);
  }

  /**
   * How many requests a flow is counted for. That of the task that failed, which is reverted too,
   * is left out: who compares with other systems finds it so in their figures.
   */
  public int stepsOfFlow() {
    return shape == Shape.ROLLBACK ? 2 * tasks - 1 : tasks;
  }
}

package io.taskflow.protocol;

import java.time.Instant;
import java.util.List;

/** What goes over the control exchange: never stored, lost without harm. */
public sealed interface ControlMessage extends Message {

  /**
   * A worker says that it is there and what it can do; repeated as a heartbeat.
   *
   * @param worker its identity, unique for each process start
   * @param host the machine, for people
   * @param topics the topics it takes requests from
   * @param taskTypes what it can run
   * @param slots how many tasks it runs at once
   * @param busy how many it runs now
   * @param state whether it takes new requests
   * @param startedAt when it was started
   * @param at when it says this
   * @param intervalMillis after how many milliseconds the next announcement is due
   */
  record WorkerAnnouncement(
      String worker,
      String host,
      List<String> topics,
      List<TaskType> taskTypes,
      int slots,
      int busy,
      WorkerState state,
      Instant startedAt,
      Instant at,
      long intervalMillis)
      implements ControlMessage {
    public WorkerAnnouncement {
      topics = List.copyOf(topics);
      taskTypes = List.copyOf(taskTypes);
    }
  }

  /** A task type and its version, {@code major.minor}. */
  record TaskType(String name, String version) {}

  /** Whether a worker takes requests. */
  enum WorkerState {
    /** It takes requests. */
    RUNNING,
    /** It finishes what it has and takes no more. */
    DRAINING,
    /** It is gone. */
    STOPPED
  }

  /** An engine has just started: workers announce themselves at once. */
  record WhoIsThere(String engine) implements ControlMessage {}

  /**
   * The attempt is not wanted any more: interrupt it if it runs, drop it if it waits.
   *
   * @param reason for people
   */
  record CancelAttempt(AttemptRef attempt, String reason) implements ControlMessage {}

  /** The named worker is to finish what it has and leave. */
  record DrainWorker(String worker) implements ControlMessage {}
}

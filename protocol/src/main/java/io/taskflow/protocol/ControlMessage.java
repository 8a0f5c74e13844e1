package io.taskflow.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes over the control exchange: never stored, lost without harm. */
public sealed interface ControlMessage extends Message {

  /**
   * A worker says that it is there and what it can do; repeated as a heartbeat.
   *
   * @param worker its identity, unique for each process start; it is part of a routing key: 1 to
   *     {@value Names#MAX_NAME_LENGTH} characters of {@code [A-Za-z0-9._-]}
   * @param host the machine, for people
   * @param topics the topics it takes requests from
   * @param taskTypes what it can run
   * @param slots how many tasks it runs at once
   * @param busy how many it runs now
   * @param state whether it takes new requests
   * @param startedAt when it was started
   * @param at when it says this
   * @param intervalMillis after how many milliseconds the next announcement is due
   * @param unheardMillis for so many milliseconds at most it is not heard of an attempt that it
   *     runs, the heartbeat of the task apart; null if it takes no leases, so that it may run one
   *     as long as the broker lets it keep the request
   * @param lostTopics the topics whose queue it found gone, and made anew, each with the last time
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
      long intervalMillis,
      @Nullable Long unheardMillis,
      List<LostTopic> lostTopics)
      implements ControlMessage {
    public WorkerAnnouncement {
      Names.requireWorker(worker);
      if (slots < 0 || busy < 0 || intervalMillis < 1) {
        throw new IllegalArgumentException(
            "slots and busy must be at least 0 and the interval at least 1 ms");
      }
      topics = List.copyOf(topics);
      taskTypes = List.copyOf(taskTypes);
      lostTopics = List.copyOf(lostTopics);
    }
  }

  /**
   * A topic whose queue was gone.
   *
   * @param madeAt when the worker made it anew, by the worker's clock
   */
  record LostTopic(String topic, Instant madeAt) {
    public LostTopic {
      Names.requireName("topic", topic, Names.MAX_NAME_LENGTH);
    }
  }

  /** A task type and its version, {@code major.minor}. */
  record TaskType(String name, String version) {
    public TaskType {
      Names.requireName("task type", name, Names.MAX_NAME_LENGTH);
      Names.requireVersion(version);
    }
  }

  /** Whether a worker takes requests. */
  enum WorkerState {
    /** It takes requests. */
    RUNNING,
    /** It finishes what it has and takes no more. */
    DRAINING,
    /** It is gone. */
    STOPPED
  }

  /**
   * The queue of a topic is gone, and will be made anew: the requests that waited in it are lost,
   * and the engines send those again that are open. Told to the inboxes of all partitions, before
   * the queue is made.
   *
   * @param worker who noticed it
   * @param madeAt when it noticed it, if its announcements say so from now on; else null
   */
  record TopicLost(String topic, String worker, @Nullable Instant madeAt)
      implements ControlMessage {
    public TopicLost {
      Names.requireName("topic", topic, Names.MAX_NAME_LENGTH);
      Names.requireWorker(worker);
    }
  }

  /** An engine has just started: workers announce themselves at once. */
  record WhoIsThere(String engine) implements ControlMessage {
    public WhoIsThere {
      Names.requireName("engine", engine, Names.MAX_NAME_LENGTH);
    }
  }

  /**
   * The attempt is not wanted any more: interrupt it if it runs, drop it if it waits.
   *
   * @param reason for people
   */
  record CancelAttempt(AttemptRef attempt, String reason) implements ControlMessage {}

  /** The named worker is to finish what it has and leave. */
  record DrainWorker(String worker) implements ControlMessage {
    public DrainWorker {
      Names.requireWorker(worker);
    }
  }
}

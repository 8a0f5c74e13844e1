package io.taskflow.worker;

import java.time.Duration;
import java.util.List;

/**
 * What a worker was told, checked by {@link WorkerBuilder}.
 *
 * @param identity unique for each start of a worker
 * @param topics the topics it takes requests from
 * @param slots how many tasks run at once
 * @param prefetch how many unanswered requests the broker hands out for each topic at least
 * @param mostPrefetch and at most, while tasks are short
 * @param timing its durations
 * @param limits its bounds
 * @param secrets finds what arguments refer to
 */
record WorkerSettings(
    String identity,
    List<String> topics,
    int slots,
    int prefetch,
    int mostPrefetch,
    Timing timing,
    Limits limits,
    SecretResolver secrets) {

  WorkerSettings {
    topics = List.copyOf(topics);
  }

  /**
   * The durations that a worker keeps.
   *
   * @param startedAfter an attempt that runs longer says {@code Started}
   * @param progressInterval the least time between two progress replies of an attempt
   * @param leaseAfter an attempt that runs longer is handed over to a lease
   * @param lease how long a lease lasts unless the request says otherwise
   * @param interruptGrace how long interrupted code may take to end before it is answered for
   * @param announceEvery the time between announcements
   * @param drainTimeout how long a drain that the engine asked for may take
   */
  record Timing(
      Duration startedAfter,
      Duration progressInterval,
      Duration leaseAfter,
      Duration lease,
      Duration interruptGrace,
      Duration announceEvery,
      Duration drainTimeout) {

    static final Timing DEFAULT =
        new Timing(
            Duration.ofMillis(250),
            Duration.ofMillis(100),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30));
  }

  /**
   * The bounds of what a worker takes and keeps.
   *
   * @param poisonLimit a request that was delivered so often before is not run any more
   * @param recentReplies how many answers are remembered for duplicates
   * @param recentReplyBytes how many bytes these may have together
   * @param recentCancels how many cancelled attempts that were not here are remembered
   */
  record Limits(int poisonLimit, int recentReplies, long recentReplyBytes, int recentCancels) {

    static final Limits DEFAULT = new Limits(5, 1_000, 16L * 1024 * 1024, 4_096);
  }
}

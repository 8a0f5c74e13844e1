package io.taskflow.protocol.transport;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a transport has been through since it was opened, for metrics.
 *
 * @param recoveries how often it was connected again after a lost connection
 * @param consumerRestarts how often consumers had to begin anew on a living connection
 * @param confirmed messages that the broker has taken
 * @param returned mandatory messages for which there was no queue
 * @param refused messages that the broker did not take
 * @param pending messages handed over that have no outcome yet
 * @param blockedSince since when the broker takes no messages; null if it does
 */
public record TransportStatistics(
    long recoveries,
    long consumerRestarts,
    long confirmed,
    long returned,
    long refused,
    int pending,
    @Nullable Instant blockedSince) {}

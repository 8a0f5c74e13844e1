package io.taskflow.engine.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A partition as stored.
 *
 * @param partition its number, from 0
 * @param owner the engine that has it; null if none
 * @param epoch grows with every change of owner
 * @param leasedUntil when the lease ends unless renewed, by the database's clock; null if unowned
 * @param published up to which position all effects have been published and confirmed
 * @param lastPosition the highest position of an entry of it
 */
public record PartitionRow(
    int partition,
    @Nullable String owner,
    long epoch,
    @Nullable Instant leasedUntil,
    long published,
    long lastPosition) {}

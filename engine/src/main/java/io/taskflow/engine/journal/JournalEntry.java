package io.taskflow.engine.journal;

import io.taskflow.protocol.FlowId;
import java.time.Instant;

/**
 * The facts of one step of one flow, stored as one row.
 *
 * @param flow the flow
 * @param seq counts the flow's entries from 1, without gaps; the pair (flow, seq) can be stored
 *     only once, which is the fence between two engines that both believe they own the flow
 * @param partition the flow's partition
 * @param position counts the entries of the partition, growing; 0 for the first entry of a flow
 *     that was submitted through an engine that doesn't own the partition
 * @param at when
 * @param body the facts, as JSON
 */
public record JournalEntry(
    FlowId flow, long seq, int partition, long position, Instant at, String body) {}

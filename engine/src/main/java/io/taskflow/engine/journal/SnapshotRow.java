package io.taskflow.engine.journal;

import io.taskflow.protocol.FlowId;

/**
 * How a flow stood after one of its entries, so that it need not be folded from its first one.
 *
 * @param flow the flow
 * @param seq of the last entry that it contains
 * @param version of its form; who does not know it has to fold the entries
 * @param keepFrom entries with a lower seq are deleted with the commit that stores it, if their
 *     effects have been published; 1 to keep all
 * @param state the state, as JSON
 */
public record SnapshotRow(FlowId flow, long seq, int version, long keepFrom, String state) {}

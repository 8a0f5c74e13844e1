package io.taskflow.engine.journal;

/**
 * A flow to be stored for the first time.
 *
 * @param row what lists show of it
 * @param definition its definition as canonical JSON, stored once for each hash
 * @param first its first entry, with seq 1
 */
public record NewFlow(FlowRow row, String definition, JournalEntry first) {}

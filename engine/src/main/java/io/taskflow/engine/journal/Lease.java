package io.taskflow.engine.journal;

/**
 * The right to write a partition's flows.
 *
 * @param partition the partition
 * @param owner the engine that has it
 * @param epoch grows with every change of owner; a commit with an old epoch is refused
 */
public record Lease(int partition, String owner, long epoch) {}

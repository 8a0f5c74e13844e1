package io.taskflow.testkit.conformance;

import org.jspecify.annotations.Nullable;

/**
 * How a phase ended.
 *
 * @param crashed whether the engine vanished
 * @param interrupted whether the point of the interruption was reached; null if there is none
 */
record PhaseEnd(boolean crashed, @Nullable Boolean interrupted) {}

/**
 * What a task costs in the flow machine alone: no broker, no database, one thread.
 *
 * <p>Flows of different sizes take turns within one JVM, and do the same amount of work in a turn,
 * so that whatever else the machine does at the time falls on all of them. A harness that gives
 * each size a process of its own could not compare them as closely.
 */
@NullMarked
package io.taskflow.benchmarks.machine;

import org.jspecify.annotations.NullMarked;

/** What a run costs: processor time of processes, flushes of disks. */
@NullMarked
package io.taskflow.benchmarks.meter;

import org.jspecify.annotations.NullMarked;

/** Figures of many runs: ratios, tables, plots, and what has become slower. */
@NullMarked
package io.taskflow.benchmarks.report;

import org.jspecify.annotations.NullMarked;

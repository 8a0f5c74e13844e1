/** Tests of {@code report}. */
@NullMarked
package io.taskflow.benchmarks.report;

import org.jspecify.annotations.NullMarked;

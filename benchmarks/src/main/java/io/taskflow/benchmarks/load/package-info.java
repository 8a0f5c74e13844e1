/** An engine and workers as processes that carry out jobs. */
@NullMarked
package io.taskflow.benchmarks.load;

import org.jspecify.annotations.NullMarked;

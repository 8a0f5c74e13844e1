/** Processes that are measured, and that are told by lines of text what to do. */
@NullMarked
package io.taskflow.benchmarks.peer;

import org.jspecify.annotations.NullMarked;

/**
 * Programs that measure what a task costs. They print the machine and the settings they ran with.
 */
@NullMarked
package io.taskflow.benchmarks;

import org.jspecify.annotations.NullMarked;

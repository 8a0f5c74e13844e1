/** Starts everything that is needed, lets raw limit and engine take turns, and reports. */
@NullMarked
package io.taskflow.benchmarks.campaign;

import org.jspecify.annotations.NullMarked;

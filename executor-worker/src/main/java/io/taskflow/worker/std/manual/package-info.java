/**
 * What a built-in task says about itself: its arguments, which it also reads by, and its manual.
 */
@NullMarked
package io.taskflow.worker.std.manual;

import org.jspecify.annotations.NullMarked;

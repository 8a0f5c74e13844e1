/** What an engine counts and measures. */
@NullMarked
package io.taskflow.engine.metrics;

import org.jspecify.annotations.NullMarked;

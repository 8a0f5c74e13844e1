/** Shows in a terminal how far a flow has come. */
@NullMarked
package io.taskflow.examples.progress;

import org.jspecify.annotations.NullMarked;

/** Flows and tasks that show what the engine is for. */
@NullMarked
package io.taskflow.examples;

import org.jspecify.annotations.NullMarked;

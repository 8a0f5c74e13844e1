/**
 * What users write for the engine itself: retry controllers and conditions that are registered by
 * name, and those that are built in.
 */
@NullMarked
package io.taskflow.engine.control;

import org.jspecify.annotations.NullMarked;

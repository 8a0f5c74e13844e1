/** Tests of the engine's runtime; the broker and the journal are in memory, workers are played. */
@NullMarked
package io.taskflow.engine.runtime;

import org.jspecify.annotations.NullMarked;

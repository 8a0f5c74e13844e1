/** Listeners in the engine's own process, and some that are ready to use. */
@NullMarked
package io.taskflow.engine.listen;

import org.jspecify.annotations.NullMarked;

/**
 * The pure core: what a flow's state is, what may happen to it, and what follows. It calls no
 * clock, thread, random source, logger or I/O; time and randomness come in with the commands.
 */
@NullMarked
package io.taskflow.engine.machine;

import org.jspecify.annotations.NullMarked;

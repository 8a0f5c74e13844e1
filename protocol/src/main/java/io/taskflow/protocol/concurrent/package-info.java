/** Threads that own something. For the modules of this project only: it may change at any time. */
@NullMarked
package io.taskflow.protocol.concurrent;

import org.jspecify.annotations.NullMarked;

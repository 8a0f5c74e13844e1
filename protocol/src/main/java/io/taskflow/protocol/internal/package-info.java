/**
 * JSON text handling that {@code io.taskflow.protocol} and {@code io.taskflow.protocol.json} share.
 * Not for use outside this module: it may change at any time.
 */
@NullMarked
package io.taskflow.protocol.internal;

import org.jspecify.annotations.NullMarked;

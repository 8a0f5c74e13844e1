/** Tests of notifications. */
@NullMarked
package io.taskflow.engine.events;

import org.jspecify.annotations.NullMarked;

/** Conditions that are written as expressions in CEL; nothing else knows the library for them. */
@NullMarked
package io.taskflow.engine.control.cel;

import org.jspecify.annotations.NullMarked;

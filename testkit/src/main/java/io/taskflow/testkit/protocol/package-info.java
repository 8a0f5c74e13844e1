/** Checks and makes messages of the wire protocol. */
@NullMarked
package io.taskflow.testkit.protocol;

import org.jspecify.annotations.NullMarked;

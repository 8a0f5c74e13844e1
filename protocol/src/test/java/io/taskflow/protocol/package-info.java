/** Tests of the values that travel. */
@NullMarked
package io.taskflow.protocol;

import org.jspecify.annotations.NullMarked;

/** Tests of workers on a real broker and as real processes. */
@NullMarked
package io.taskflow.worker;

import org.jspecify.annotations.NullMarked;

/** Tests of the worker. */
@NullMarked
package io.taskflow.worker;

import org.jspecify.annotations.NullMarked;

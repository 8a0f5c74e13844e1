/** Tests of the worker process. */
@NullMarked
package io.taskflow.worker.process;

import org.jspecify.annotations.NullMarked;

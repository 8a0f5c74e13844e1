/** The built-in task that runs a program, where the worker allows it. */
@NullMarked
package io.taskflow.worker.std.shell;

import org.jspecify.annotations.NullMarked;

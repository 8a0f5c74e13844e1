/** Built-in tasks that touch nothing: for trying out, waiting and failing. */
@NullMarked
package io.taskflow.worker.std.basic;

import org.jspecify.annotations.NullMarked;

/** Built-in tasks for files below one directory. */
@NullMarked
package io.taskflow.worker.std.file;

import org.jspecify.annotations.NullMarked;

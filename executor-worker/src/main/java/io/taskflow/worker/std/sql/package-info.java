/** The built-in task that runs SQL statements in one transaction. */
@NullMarked
package io.taskflow.worker.std.sql;

import org.jspecify.annotations.NullMarked;

/**
 * The built-in tasks, of which a worker offers those that it allows: flows without a line of code.
 */
@NullMarked
package io.taskflow.worker.std;

import org.jspecify.annotations.NullMarked;

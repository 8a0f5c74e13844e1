/** Built-in tasks that speak HTTP. */
@NullMarked
package io.taskflow.worker.std.http;

import org.jspecify.annotations.NullMarked;

/** Tests of the built-in tasks. */
@NullMarked
package io.taskflow.worker.std;

import org.jspecify.annotations.NullMarked;

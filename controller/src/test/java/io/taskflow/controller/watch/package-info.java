/** Tests of how people see flows. */
@NullMarked
package io.taskflow.controller.watch;

import org.jspecify.annotations.NullMarked;

/** How people see a flow that goes on: what happened, how long it took, and how it stands. */
@NullMarked
package io.taskflow.controller.watch;

import org.jspecify.annotations.NullMarked;

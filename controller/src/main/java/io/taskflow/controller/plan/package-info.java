/** What would run, and what a failure would revert, without running anything. */
@NullMarked
package io.taskflow.controller.plan;

import org.jspecify.annotations.NullMarked;

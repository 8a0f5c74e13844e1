/** The tasks of a maintenance job, run by workers and known to no controller but by name. */
@NullMarked
package io.taskflow.examples.maintenance.tasks;

import org.jspecify.annotations.NullMarked;

/** The first version of the maintenance controller. */
@NullMarked
package io.taskflow.examples.maintenance.v1;

import org.jspecify.annotations.NullMarked;

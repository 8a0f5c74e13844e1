/**
 * The second version of the maintenance controller. A flow is data in the journal: this version
 * goes on with the jobs of the first one without its classes. Workers have to know the task types
 * of both, so they are upgraded before the controller.
 */
@NullMarked
package io.taskflow.examples.maintenance.v2;

import org.jspecify.annotations.NullMarked;

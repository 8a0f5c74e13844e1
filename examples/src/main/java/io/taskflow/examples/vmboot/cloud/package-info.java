/** A small cloud over HTTP: a simulated service with state, quota and faults, and its client. */
@NullMarked
package io.taskflow.examples.vmboot.cloud;

import org.jspecify.annotations.NullMarked;

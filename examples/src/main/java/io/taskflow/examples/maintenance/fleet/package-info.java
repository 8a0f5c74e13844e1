/** A simulated fleet of hosts, kept in a file that several processes change. */
@NullMarked
package io.taskflow.examples.maintenance.fleet;

import org.jspecify.annotations.NullMarked;

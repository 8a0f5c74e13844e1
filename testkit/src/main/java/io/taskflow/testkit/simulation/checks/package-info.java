/** What must hold in a simulated world, looked at after every event. */
@NullMarked
package io.taskflow.testkit.simulation.checks;

import org.jspecify.annotations.NullMarked;

/**
 * What runs in a simulated world: random flows, their tasks, and a ledger of what these have done.
 */
@NullMarked
package io.taskflow.testkit.simulation.flows;

import org.jspecify.annotations.NullMarked;

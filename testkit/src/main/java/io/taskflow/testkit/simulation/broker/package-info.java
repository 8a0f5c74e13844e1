/**
 * A message broker that exists in a simulated world only: it keeps the promises of a real one and
 * no more.
 */
@NullMarked
package io.taskflow.testkit.simulation.broker;

import org.jspecify.annotations.NullMarked;

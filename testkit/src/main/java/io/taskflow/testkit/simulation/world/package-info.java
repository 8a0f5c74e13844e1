/**
 * What a simulated world is made of: virtual time, chance, processes that crash and stand still,
 * and a trace of what happened. Everything belongs to the one thread that runs the simulation.
 */
@NullMarked
package io.taskflow.testkit.simulation.world;

import org.jspecify.annotations.NullMarked;

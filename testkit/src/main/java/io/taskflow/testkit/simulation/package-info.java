/**
 * Runs whole installations, engines, workers, broker and journal, on one thread in virtual time,
 * lets everything go wrong that can, and checks after every event what must hold: {@link
 * io.taskflow.testkit.simulation.Simulation} runs the world of one seed, {@link
 * io.taskflow.testkit.simulation.Campaign} many.
 */
@NullMarked
package io.taskflow.testkit.simulation;

import org.jspecify.annotations.NullMarked;

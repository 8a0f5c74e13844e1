/**
 * Turns a {@code Flow} into a {@code FlowPlan}: a graph of atoms with everything resolved that does
 * not depend on results. Pure: no clock, thread, random source, logger or I/O.
 */
@NullMarked
package io.taskflow.engine.plan;

import org.jspecify.annotations.NullMarked;

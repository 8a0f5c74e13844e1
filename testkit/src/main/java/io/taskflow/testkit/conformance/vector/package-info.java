/**
 * Conformance vectors: descriptions of flows, of the world that they run in, and of what TaskFlow
 * was seen to do with them. This package reads them, and plays the world.
 */
@NullMarked
package io.taskflow.testkit.conformance.vector;

import org.jspecify.annotations.NullMarked;

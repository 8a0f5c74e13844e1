/** Pictures of flows, as texts in several formats. */
@NullMarked
package io.taskflow.controller.graph;

import org.jspecify.annotations.NullMarked;

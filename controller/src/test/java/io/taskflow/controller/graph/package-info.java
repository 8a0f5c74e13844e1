/** Tests of pictures of flows. */
@NullMarked
package io.taskflow.controller.graph;

import org.jspecify.annotations.NullMarked;

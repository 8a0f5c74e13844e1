/** The durable memory of flows: what is stored, and the port to whatever stores it. */
@NullMarked
package io.taskflow.engine.journal;

import org.jspecify.annotations.NullMarked;

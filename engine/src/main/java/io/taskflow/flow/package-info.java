/** What users write: flows and tasks as immutable data. */
@NullMarked
package io.taskflow.flow;

import org.jspecify.annotations.NullMarked;

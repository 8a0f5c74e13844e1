/** What went wrong in a flow, for people: texts made of a flow's state alone. */
@NullMarked
package io.taskflow.engine.report;

import org.jspecify.annotations.NullMarked;

/** Tests of journals. */
@NullMarked
package io.taskflow.engine.journal;

import org.jspecify.annotations.NullMarked;

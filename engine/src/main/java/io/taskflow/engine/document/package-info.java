/** Flow documents held against the compiler: everything that is wrong, where it stands. */
@NullMarked
package io.taskflow.engine.document;

import org.jspecify.annotations.NullMarked;

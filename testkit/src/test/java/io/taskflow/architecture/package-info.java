/** The rules that keep the modules apart and the code readable, checked on every build. */
@NullMarked
package io.taskflow.architecture;

import org.jspecify.annotations.NullMarked;

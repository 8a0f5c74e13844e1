@NullMarked
package io.taskflow.examples.release;

import org.jspecify.annotations.NullMarked;

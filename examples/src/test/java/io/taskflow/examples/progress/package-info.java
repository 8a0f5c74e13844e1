@NullMarked
package io.taskflow.examples.progress;

import org.jspecify.annotations.NullMarked;

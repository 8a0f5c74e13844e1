@NullMarked
package io.taskflow.examples.quickstart;

import org.jspecify.annotations.NullMarked;

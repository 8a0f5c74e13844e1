@NullMarked
package io.taskflow.examples.release.store;

import org.jspecify.annotations.NullMarked;

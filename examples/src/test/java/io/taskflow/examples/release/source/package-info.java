@NullMarked
package io.taskflow.examples.release.source;

import org.jspecify.annotations.NullMarked;

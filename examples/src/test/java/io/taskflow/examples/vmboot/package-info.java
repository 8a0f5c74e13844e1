@NullMarked
package io.taskflow.examples.vmboot;

import org.jspecify.annotations.NullMarked;

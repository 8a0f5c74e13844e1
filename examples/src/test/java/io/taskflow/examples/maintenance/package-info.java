@NullMarked
package io.taskflow.examples.maintenance;

import org.jspecify.annotations.NullMarked;

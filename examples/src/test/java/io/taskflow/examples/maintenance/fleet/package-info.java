@NullMarked
package io.taskflow.examples.maintenance.fleet;

import org.jspecify.annotations.NullMarked;

/** What must not become dearer, on any machine. */
@NullMarked
package io.taskflow.benchmarks.machine;

import org.jspecify.annotations.NullMarked;

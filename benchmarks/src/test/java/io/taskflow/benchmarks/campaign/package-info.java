/** Tests of {@code campaign}. */
@NullMarked
package io.taskflow.benchmarks.campaign;

import org.jspecify.annotations.NullMarked;

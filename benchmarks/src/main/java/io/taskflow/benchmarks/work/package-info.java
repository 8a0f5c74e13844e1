/** What is to be done, and what came of it: the same for the raw limit and for the engine. */
@NullMarked
package io.taskflow.benchmarks.work;

import org.jspecify.annotations.NullMarked;

/**
 * The limit: what the broker and the database do without any flow engine, with the same messages
 * and processes.
 */
@NullMarked
package io.taskflow.benchmarks.raw;

import org.jspecify.annotations.NullMarked;

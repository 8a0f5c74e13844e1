/**
 * The worker as a process of its own: settings from arguments and environment, tasks from jars,
 * health and metrics over HTTP, drain on SIGTERM.
 */
@NullMarked
package io.taskflow.worker.process;

import org.jspecify.annotations.NullMarked;

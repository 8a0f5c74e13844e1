/**
 * An engine as a process of its own: settings from arguments and environment, health and metrics
 * over HTTP, partitions handed over on SIGTERM.
 */
@NullMarked
package io.taskflow.controller.host;

import org.jspecify.annotations.NullMarked;

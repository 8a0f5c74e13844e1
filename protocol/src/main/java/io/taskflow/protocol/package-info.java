/**
 * The wire contract between engine and workers: messages, failures, identifiers and values.
 *
 * <p>Everything here is immutable data and safe to share between threads. The package knows no
 * broker, no engine and no worker.
 */
@NullMarked
package io.taskflow.protocol;

import org.jspecify.annotations.NullMarked;

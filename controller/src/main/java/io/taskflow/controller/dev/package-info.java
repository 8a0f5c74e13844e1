/**
 * An installation for developing: engine, store, worker and broker, started and stopped together.
 */
@NullMarked
package io.taskflow.controller.dev;

import org.jspecify.annotations.NullMarked;

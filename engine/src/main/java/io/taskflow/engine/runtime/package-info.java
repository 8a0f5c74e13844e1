/**
 * The engine: takes flows, drives them through the journal and the broker, and tells how they
 * stand.
 */
@NullMarked
package io.taskflow.engine.runtime;

import org.jspecify.annotations.NullMarked;

/**
 * Holds an engine against recorded facts: {@link io.taskflow.testkit.conformance.Conformance} runs
 * conformance vectors, and says which facts differ.
 */
@NullMarked
package io.taskflow.testkit.conformance;

import org.jspecify.annotations.NullMarked;

/**
 * Facts about a run of a vector: those that were recorded, those that are observed, and how they
 * differ.
 */
@NullMarked
package io.taskflow.testkit.conformance.facts;

import org.jspecify.annotations.NullMarked;
